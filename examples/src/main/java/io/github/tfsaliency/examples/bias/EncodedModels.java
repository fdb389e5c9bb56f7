package io.github.tfsaliency.examples.bias;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.image.ChannelOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** One model, wrapped once for each encoding: the same function of the same picture. */
final class EncodedModels implements AutoCloseable {
  private final Map<Encoding, Model> models = new HashMap<>();

  private EncodedModels() {}

  /**
   * Loads the model once for each encoding.
   *
   * @param directory its SavedModel
   * @param channels their order in its input
   */
  static EncodedModels load(Path directory, ChannelOrder channels) {
    EncodedModels loaded = new EncodedModels();
    try {
      for (Encoding encoding : Encoding.COMPARED) {
        loaded.models.put(
            encoding,
            Model.from(directory).reencodedAs(encoding.pixels().withChannels(channels)).load());
      }
      return loaded;
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  Model in(Encoding encoding) {
    return requireNonNull(models.get(encoding));
  }

  /** Closes the models. */
  @Override
  public void close() {
    models.values().forEach(Model::close);
  }
}
