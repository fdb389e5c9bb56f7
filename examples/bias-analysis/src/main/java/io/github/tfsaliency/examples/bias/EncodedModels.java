package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.image.ChannelOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * One model, wrapped once for each encoding: the same function of the same picture. Each is loaded
 * when it is needed first.
 */
final class EncodedModels implements AutoCloseable {
  private final ModelLoader loader;
  private final Map<Encoding, Model> models = new HashMap<>();

  /** The models of a SavedModel. */
  EncodedModels(ModelLoader loader) {
    this.loader = loader;
  }

  /** The model for pictures whose channels lie in an order. */
  Model in(Encoding encoding, ChannelOrder channels) {
    return models.computeIfAbsent(
        encoding, key -> loader.reencodedAs(key.pixels().withChannels(channels)).load());
  }

  /** Closes the models. */
  @Override
  public void close() {
    models.values().forEach(Model::close);
  }
}
