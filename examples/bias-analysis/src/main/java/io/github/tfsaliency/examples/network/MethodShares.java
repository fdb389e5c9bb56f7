package io.github.tfsaliency.examples.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a method's maps lies on the regions that are asked for.
 *
 * @param title the method
 * @param refusal why the network does not support it, or null if it does
 * @param encodings in the order of {@code Encoding.COMPARED}; empty where it is refused
 */
record MethodShares(String title, @Nullable String refusal, List<InEncoding> encodings) {
  /**
   * The maps of one encoding.
   *
   * @param brightness of the regions
   * @param mass for each brightness and picture, the share of |A| on the region; NaN where a map is
   *     zero
   */
  record InEncoding(List<Double> brightness, List<double[]> mass) {
    /** The shares at one of the brightnesses. */
    double[] at(double level) {
      return mass.get(brightness.indexOf(level));
    }
  }
}
