package io.github.tfsaliency.server.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import io.github.tfsaliency.server.answer.Refusal;
import java.util.List;

/** All models of a server, by name. */
public final class ServedModels implements AutoCloseable {
  private final ImmutableMap<String, ServedModel> byName;

  /**
   * All models of a server.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public ServedModels(List<ServedModel> models) {
    ImmutableMap.Builder<String, ServedModel> all = ImmutableMap.builder();
    for (ServedModel model : models) {
      if (models.stream().filter(other -> other.name().equals(model.name())).count() > 1) {
        throw new IllegalArgumentException(
            Message.of(
                "Two models would be called '%s'.\nMaybe rename the folder of one.", model.name()));
      }
      all.put(model.name(), model);
    }
    byName = all.buildOrThrow();
  }

  /** The names, in the order in which they were given. */
  public ImmutableList<String> names() {
    return byName.keySet().asList();
  }

  /** All models. */
  public ImmutableList<ServedModel> all() {
    return byName.values().asList();
  }

  /**
   * A model.
   *
   * @throws Refusal with the status 404 if there is none of that name
   */
  public ServedModel get(String name) {
    ServedModel model = byName.get(name);
    if (model == null) {
      throw Refusal.of(
          Refusal.NOT_FOUND,
          "There is no model '%s'.\nMaybe one of %s.",
          name,
          NearestNames.of(name, byName.keySet()));
    }
    return model;
  }

  /** Whether all are loaded. */
  public boolean areReady() {
    return all().stream().allMatch(ServedModel::isReady);
  }

  @Override
  public void close() {
    all().forEach(ServedModel::close);
  }
}
