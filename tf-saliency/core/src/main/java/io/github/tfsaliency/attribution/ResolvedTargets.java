package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;

/**
 * A {@link Target}, resolved for the samples of one batch: an index into each sample's flattened
 * output, or weights of a sum over that output.
 *
 * @param indices {@code [N]}; {@link Target#TOP} if the model chooses, and if there are weights
 * @param weights {@code [N, outputs of a sample]}, or empty if every sample has an index
 * @since 0.1.0
 */
public record ResolvedTargets(ImmutableLongArray indices, Optional<FloatNdArray> weights) {
  /**
   * Checks the sizes.
   *
   * @param indices {@code [N]}; {@link Target#TOP} if the model chooses
   * @param weights {@code [N, outputs of a sample]}, or empty if every sample has an index
   * @throws IllegalArgumentException if the sizes disagree
   */
  public ResolvedTargets {
    checkArgument(
        weights.isEmpty() || weights.get().shape().get(0) == indices.length(),
        "There are %s indices, but weights of another number of samples.",
        indices.length());
  }

  /**
   * The number of samples.
   *
   * @return the number of indices
   */
  public int sampleCount() {
    return indices.length();
  }

  /**
   * The targets of new samples that are derived from these samples.
   *
   * @param origins for each new sample, the index of the sample that it is derived from
   * @return one target for each origin
   */
  public ResolvedTargets gather(int... origins) {
    ImmutableLongArray.Builder gathered = ImmutableLongArray.builder(origins.length);
    for (int origin : origins) {
      gathered.add(indices.get(origin));
    }
    return new ResolvedTargets(gathered.build(), weights.map(all -> rows(all, origins)));
  }

  private static FloatNdArray rows(FloatNdArray all, int... rows) {
    FloatNdArray gathered = NdArrays.ofFloats(Shape.of(rows.length, all.shape().get(1)));
    for (int i = 0; i < rows.length; i++) {
      gathered.set(all.get(rows[i]), i);
    }
    return gathered;
  }

  /**
   * The targets of some of the samples.
   *
   * @param start the index of the first sample
   * @param end the index after the last sample
   * @return targets of {@code end - start} samples
   */
  public ResolvedTargets slice(int start, int end) {
    return new ResolvedTargets(
        indices.subArray(start, end), weights.map(all -> all.slice(Indices.range(start, end))));
  }
}
