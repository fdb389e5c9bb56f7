package io.github.tfsaliency.examples.looks;

import io.github.tfsaliency.attribution.Baseline;
import org.tensorflow.ndarray.FloatNdArray;

/** What a pixel becomes that is taken away from a photograph. */
public final class MeanColour {
  private MeanColour() {}

  /**
   * The mean of each channel.
   *
   * @param input {@code [H, W, C]}
   * @return the same for every pixel
   */
  public static Baseline of(FloatNdArray input) {
    double[] means = new double[Math.toIntExact(input.shape().get(2))];
    double share = 1.0 / input.shape().take(2).size();
    input
        .scalars()
        .forEachIndexed(
            (position, value) -> means[Math.toIntExact(position[2])] += value.getFloat() * share);
    return Baseline.perChannel(means);
  }
}
