package io.github.tfsaliency;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Maps with one value for each id, in place of one for each number of what it is embedded as. */
final class EmbeddingSums {
  /** Samples, tokens and numbers. */
  private static final int TOKENS_RANK = 3;

  private final Model model;
  private final Batch given;

  private EmbeddingSums(Model model, Batch given) {
    this.model = model;
    this.given = given;
  }

  /**
   * Whether a map can be one of an embedding, as far as that is known without computing it.
   *
   * @throws SaliencyException if none can
   */
  static void require(Model model) {
    if (named(model).isEmpty()
        && model.engine().continuousInputs().containsAll(model.attributedTensors().keySet())) {
      throw none(model);
    }
  }

  /**
   * Sums the maps of embeddings over their last dimension; other maps do not change.
   *
   * @throws SaliencyException if no map is of an embedding
   */
  static ImmutableMap<String, FloatNdArray> of(
      Model model, Batch given, ImmutableMap<String, FloatNdArray> maps) {
    EmbeddingSums sums = new EmbeddingSums(model, given);
    ImmutableMap.Builder<String, FloatNdArray> summed = ImmutableMap.builder();
    maps.forEach(
        (input, map) -> summed.put(input, sums.isEmbedding(input, map) ? summed(map) : map));
    if (maps.entrySet().stream().noneMatch(map -> sums.isEmbedding(map.getKey(), map.getValue()))) {
      throw none(model);
    }
    return summed.buildOrThrow();
  }

  private static SaliencyException none(Model model) {
    return new SaliencyException(
        Message.of(
            "None of the maps, of %s, belongs to embedded ids, so there is no embedding to sum"
                + " over.\n"
                + "Maybe leave the sum out, or name the tensor behind the ids as the input.",
            model.attributedTensors().keySet()));
  }

  private static Optional<String> named(Model model) {
    return model.origin().chosen().input();
  }

  /**
   * Embedded ids have one dimension more than the ids. A tensor that the user named is accepted as
   * given.
   */
  private boolean isEmbedding(String input, FloatNdArray map) {
    if (model.isChannelsFirst(input)) {
      return false;
    }
    FloatNdArray ids = given.inputs().get(input);
    return (ids != null && !model.engine().continuousInputs().contains(input))
        ? map.rank() == ids.rank() + 1
        : map.rank() >= TOKENS_RANK && named(model).filter(input::equals).isPresent();
  }

  private static FloatNdArray summed(FloatNdArray map) {
    Shape shape = map.shape().take(map.rank() - 1);
    int numbers = Math.toIntExact(map.shape().get(map.rank() - 1));
    float[] values = new float[Math.toIntExact(map.size())];
    map.copyTo(DataBuffers.of(values, false, false));
    float[] sums = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < sums.length; i++) {
      double sum = 0;
      for (int j = 0; j < numbers; j++) {
        sum += values[i * numbers + j];
      }
      sums[i] = (float) sum;
    }
    return NdArrays.wrap(shape, DataBuffers.of(sums, true, false));
  }
}
