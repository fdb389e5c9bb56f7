package io.github.tfsaliency.image;

import static io.github.tfsaliency.message.Checks.checkArgument;

/**
 * Turns numbers from 0 to 1 into colours.
 *
 * @since 0.1.0
 */
public enum ColorMap {
  /** Blue at 0, white in the middle, red at 1: for signed values. matplotlib's {@code bwr}. */
  BLUE_WHITE_RED {
    @Override
    double[] mix(double position) {
      double fade = 1 - Math.abs(2 * position - 1);
      return position < 0.5
          ? new double[] {255 * fade, 255 * fade, 255}
          : new double[] {255, 255 * fade, 255 * fade};
    }
  },

  /**
   * Dark violet at 0, green, yellow at 1; equal steps look equally large: for magnitudes.
   *
   * <p>Source: S. van der Walt, N. Smith, E. Firing, matplotlib's default since 2015, CC0.
   */
  VIRIDIS {
    @Override
    double[] mix(double position) {
      double exact = position * (Viridis.SIZE - 1);
      int index = Math.min((int) exact, Viridis.SIZE - 2);
      double[] colour = new double[3];
      for (int c = 0; c < 3; c++) {
        double low = Viridis.sample(index, c);
        colour[c] = low + (exact - index) * (Viridis.sample(index + 1, c) - low);
      }
      return colour;
    }
  };

  /** Red, green and blue, 0..255. */
  abstract double[] mix(double position);

  /**
   * The colour of a number.
   *
   * @param position 0..1
   * @return {@code 0xRRGGBB}
   * @throws IllegalArgumentException if {@code position} is outside 0..1 or not a number
   */
  public int rgb(double position) {
    checkArgument(
        position >= 0 && position <= 1,
        "The position in a colour map (%s) must be from 0 to 1.",
        position);
    double[] colour = mix(position);
    return Picture.clamped(colour[0]) << 16
        | Picture.clamped(colour[1]) << 8
        | Picture.clamped(colour[2]);
  }
}
