package io.github.tfsaliency.examples.column;

import com.google.common.collect.ImmutableList;

/**
 * How much is computed.
 *
 * @param rows how many are explained
 * @param places the temperatures that they get, in standard deviations from the mean; the zeros of
 *     {@link Zero#PLANTED} are among them
 * @param methods which are asked
 */
public record ColumnExtent(
    int rows, ImmutableList<Double> places, ImmutableList<ColumnMethod> methods) {
  /** Enough to see that everything works: a second. */
  public static final ColumnExtent QUICK =
      new ColumnExtent(20, ImmutableList.of(-0.5, 0.0, 0.5), ColumnMethod.FEW);

  /** Enough for figures that can be quoted: a minute. */
  public static final ColumnExtent FULL =
      new ColumnExtent(
          200, ImmutableList.of(-0.6, -0.5, -0.25, 0.0, 0.25, 0.5, 0.6), ColumnMethod.ALL);
}
