package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;

/**
 * What a {@link Target} means for the samples of one batch: an index into each sample's flattened
 * output, or a weighted sum of it.
 *
 * @param indices {@code [N]}, {@link Target#TOP} where the model chooses; also where weights apply
 * @param weights {@code [N, outputs of a sample]}, or empty if every sample has an index
 */
public record ResolvedTargets(ImmutableLongArray indices, Optional<FloatNdArray> weights) {
  /**
   * Checks the sizes.
   *
   * @param indices {@code [N]}, {@link Target#TOP} where the model chooses
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
   * @return as many as indices
   */
  public int sampleCount() {
    return indices.length();
  }

  /**
   * The targets of samples that are made from these.
   *
   * @param origins for each new sample, which one it is made from
   * @return targets of as many samples as there are origins
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
   * @param start the first
   * @param end the one after the last
   * @return targets of {@code end - start} samples
   */
  public ResolvedTargets slice(int start, int end) {
    return new ResolvedTargets(
        indices.subArray(start, end), weights.map(all -> all.slice(Indices.range(start, end))));
  }
}
