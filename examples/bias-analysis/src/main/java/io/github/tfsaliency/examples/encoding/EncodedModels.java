package io.github.tfsaliency.examples.encoding;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.image.ChannelOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * One model, wrapped once for each encoding: the same function of the same picture. Each is loaded
 * when it is needed first.
 */
public final class EncodedModels implements AutoCloseable {
  private final ModelLoader loader;
  private final Map<Encoding, Model> models = new HashMap<>();

  /**
   * The models of a SavedModel.
   *
   * @param loader loads it; it says how it encodes pixels
   */
  public EncodedModels(ModelLoader loader) {
    this.loader = loader;
  }

  /**
   * The model for pictures in an encoding.
   *
   * @param encoding how they are written
   * @param channels the order of their channels
   * @return the same each time; closed by this
   */
  public Model in(Encoding encoding, ChannelOrder channels) {
    return models.computeIfAbsent(
        encoding, key -> loader.reencodedAs(key.pixels().withChannels(channels)).load());
  }

  /** Closes the models. */
  @Override
  public void close() {
    models.values().forEach(Model::close);
  }
}
