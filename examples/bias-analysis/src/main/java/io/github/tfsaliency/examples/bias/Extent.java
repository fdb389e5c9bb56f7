package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;

/**
 * How much is computed.
 *
 * @param garments how many are explained at each brightness: as many of each class
 * @param brightness of the curves, from black to white; the zeros of the encodings are among them
 * @param costly whether methods of many passes are asked, too
 */
record Extent(int garments, ImmutableList<Double> brightness, boolean costly) {
  /** Two minutes on two cores. */
  static final Extent QUICK = new Extent(10, ImmutableList.of(0.0, 0.25, 0.5, 0.75, 1.0), false);

  /** All that the report can show. */
  static final Extent FULL =
      new Extent(50, ImmutableList.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0), true);

  /** The methods whose maps of garments are measured. */
  ImmutableList<ComparedMethod> methods() {
    return costly ? ComparedMethod.WITH_COSTLY : ComparedMethod.WITH_OTHERS;
  }
}
