package io.github.tfsaliency.segment;

/** Colours as far apart as they look: CIE Lab under D65, of values that are taken for sRGB. */
final class LabColors {
  private static final double LIGHTNESS = 100;

  private static final double[][] XYZ = {
    {0.412453, 0.357580, 0.180423}, {0.212671, 0.715160, 0.072169}, {0.019334, 0.119193, 0.950227}
  };

  private static final double[] WHITE = {0.95047, 1, 1.08883};

  private LabColors() {}

  /** Scales an image to its own range; three channels become Lab, others [0, 100]. */
  static double[] of(float[] pixels, int channels) {
    double least = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (float value : pixels) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    double range = largest > least ? largest - least : 1;
    double[] colors = new double[pixels.length];
    for (int i = 0; i < colors.length; i++) {
      colors[i] = (pixels[i] - least) / range * (channels == 3 ? 1 : LIGHTNESS);
    }
    if (channels == 3) {
      for (int i = 0; i < colors.length; i += channels) {
        convert(colors, i);
      }
    }
    return colors;
  }

  private static void convert(double[] colors, int at) {
    double red = linear(colors[at]);
    double green = linear(colors[at + 1]);
    double blue = linear(colors[at + 2]);
    double[] f = new double[3];
    for (int i = 0; i < 3; i++) {
      f[i] = cubeRoot((XYZ[i][0] * red + XYZ[i][1] * green + XYZ[i][2] * blue) / WHITE[i]);
    }
    colors[at] = 116 * f[1] - 16;
    colors[at + 1] = 500 * (f[0] - f[1]);
    colors[at + 2] = 200 * (f[1] - f[2]);
  }

  private static double linear(double value) {
    return value > 0.04045 ? Math.pow((value + 0.055) / 1.055, 2.4) : value / 12.92;
  }

  private static double cubeRoot(double value) {
    return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16.0 / 116;
  }
}
