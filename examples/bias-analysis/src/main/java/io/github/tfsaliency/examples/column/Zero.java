package io.github.tfsaliency.examples.column;

import com.google.common.collect.ImmutableList;

/**
 * A way to write the numeric columns of the table: in standard deviations, counted from a zero.
 *
 * @param name short, for tables
 * @param signature of the SavedModel whose first layer makes up for it
 * @param place the zero, in standard deviations from the mean
 */
record Zero(String name, String signature, double place) {
  /** Everybody's way. */
  static final Zero MEAN = new Zero("the mean", "serving_default", 0);

  /** Those whose zero is a value that the explained rows have. */
  static final ImmutableList<Zero> PLANTED =
      ImmutableList.of(
          MEAN, new Zero("0.5 below it", "lower", -0.5), new Zero("0.5 above it", "upper", 0.5));

  /** All that are compared; no explained row is near the last one's zero. */
  static final ImmutableList<Zero> COMPARED =
      ImmutableList.<Zero>builder()
          .addAll(PLANTED)
          .add(new Zero("3 below it", "lowest", -3))
          .build();
}
