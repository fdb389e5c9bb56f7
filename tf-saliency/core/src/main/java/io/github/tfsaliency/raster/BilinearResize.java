package io.github.tfsaliency.raster;

/**
 * Bilinear interpolation. Between pixel centres, where the outermost value goes on at the border,
 * or so that the corners' pixels stay where they are.
 *
 * @param height of what is resized
 * @param width of what is resized
 * @param channels of both
 * @param newHeight of the result
 * @param newWidth of the result
 * @param cornersStay whether the centres of the corners' pixels stay where they are
 */
public record BilinearResize(
    int height, int width, int channels, int newHeight, int newWidth, boolean cornersStay) {
  /**
   * Resizes samples.
   *
   * @param values one sample after the other, in row-major order
   * @param samples how many
   * @return the resized samples, one after the other, in row-major order
   */
  public float[] apply(float[] values, int samples) {
    float[] resized = new float[samples * newHeight * newWidth * channels];
    int written = 0;
    for (int sample = 0; sample < samples; sample++) {
      for (int row = 0; row < newHeight; row++) {
        float y = position(row, height, newHeight);
        for (int column = 0; column < newWidth; column++) {
          float x = position(column, width, newWidth);
          for (int channel = 0; channel < channels; channel++) {
            resized[written++] = interpolate(values, sample, y, x, channel);
          }
        }
      }
    }
    return resized;
  }

  private float position(int pixel, int size, int newSize) {
    if (cornersStay) {
      return newSize == 1 ? 0 : (float) pixel * (size - 1) / (newSize - 1);
    }
    float centre = (pixel + 0.5f) * size / newSize - 0.5f;
    return Math.min(Math.max(centre, 0), size - 1);
  }

  private float interpolate(float[] values, int sample, float y, float x, int channel) {
    int top = (int) y;
    int left = (int) x;
    int bottom = Math.min(top + 1, height - 1);
    int right = Math.min(left + 1, width - 1);
    float down = y - top;
    float across = x - left;
    float upper =
        (1 - across) * at(values, sample, top, left, channel)
            + across * at(values, sample, top, right, channel);
    float lower =
        (1 - across) * at(values, sample, bottom, left, channel)
            + across * at(values, sample, bottom, right, channel);
    return (1 - down) * upper + down * lower;
  }

  private float at(float[] values, int sample, int row, int column, int channel) {
    return values[((sample * height + row) * width + column) * channels + channel];
  }
}
