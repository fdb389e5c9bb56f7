package io.github.tfsaliency.method.hiding;

import io.github.tfsaliency.sampling.Draws;
import java.util.SplittableRandom;

/**
 * Two independent masks of one design.
 *
 * @param first A
 * @param second B
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one call, and is never compared
record SobolDesign(float[] first, float[] second) {
  static SobolDesign of(long seed, int design, int cells) {
    SplittableRandom random = Draws.of(seed, design);
    return new SobolDesign(mask(random, cells), mask(random, cells));
  }

  private static float[] mask(SplittableRandom random, int cells) {
    float[] mask = new float[cells];
    for (int i = 0; i < cells; i++) {
      mask[i] = (float) random.nextDouble();
    }
    return mask;
  }

  /** A, and then C for each cell: A with the cell of B. */
  float[] mask(int variant) {
    float[] mask = first.clone();
    if (variant > 0) {
      mask[variant - 1] = second[variant - 1];
    }
    return mask;
  }
}
