package io.github.tfsaliency.segment;

import static io.github.tfsaliency.message.Checks.checkArgument;

import java.io.Serializable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Divides an image into segments: {@link Slic}, {@link Felzenszwalb}, rectangles, or given {@link
 * Segments}.
 *
 * <p>An immutable value with equality. The same image always gets the same segments.
 *
 * @since 0.1.0
 */
public interface Segmentation extends Serializable {
  /**
   * Divides an image into segments.
   *
   * @param pixels {@code [height, width, channels]} in row-major order, in any units
   * @param height the number of rows
   * @param width the number of columns
   * @param channels the number of values of a pixel
   * @return the segment of each pixel
   * @throws IllegalArgumentException if an image of this size cannot be divided
   */
  Segments segment(float[] pixels, int height, int width, int channels);

  /**
   * Divides an image into segments.
   *
   * @param image {@code [H, W, C]}, in any units
   * @return the segment of each pixel
   * @throws IllegalArgumentException if the image has another rank, or an image of this size cannot
   *     be divided
   */
  default Segments segment(FloatNdArray image) {
    checkArgument(
        image.rank() == 3,
        "An image of shape %s cannot be divided into segments.\n"
            + "Maybe give one image [height, width, channels].",
        image.shape());
    float[] pixels = new float[Math.toIntExact(image.size())];
    image.copyTo(DataBuffers.of(pixels, false, false));
    return segment(
        pixels,
        Math.toIntExact(image.shape().get(0)),
        Math.toIntExact(image.shape().get(1)),
        Math.toIntExact(image.shape().get(2)));
  }

  /**
   * Rectangles of nearly equal size.
   *
   * @param rows the number of rows of rectangles
   * @param columns the number of columns of rectangles
   * @return the segmentation
   * @throws IllegalArgumentException if a number is not positive
   */
  static Segmentation grid(int rows, int columns) {
    return Rectangles.of(rows, columns);
  }
}
