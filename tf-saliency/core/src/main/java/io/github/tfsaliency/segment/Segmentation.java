package io.github.tfsaliency.segment;

import static io.github.tfsaliency.message.Checks.checkArgument;

import java.io.Serializable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A way to cut an image into segments: {@link Slic}, {@link Felzenszwalb}, rectangles, or {@link
 * Segments} that were made beforehand.
 *
 * <p>An immutable value with equality. The same image is always cut alike.
 */
public interface Segmentation extends Serializable {
  /**
   * Cuts an image.
   *
   * @param pixels {@code [height, width, channels]} in row-major order, in any units
   * @param height rows
   * @param width columns
   * @param channels values of a pixel
   * @return the segment of each pixel
   * @throws IllegalArgumentException if the image is of a size that cannot be cut
   */
  Segments segment(float[] pixels, int height, int width, int channels);

  /**
   * Cuts an image.
   *
   * @param image {@code [H, W, C]}, in any units
   * @return the segment of each pixel
   * @throws IllegalArgumentException if the image is of another rank, or of a size that cannot be
   *     cut
   */
  default Segments segment(FloatNdArray image) {
    checkArgument(
        image.rank() == 3,
        "An image of shape %s cannot be cut into segments.\n"
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
   * Rectangles of as equal a size as can be.
   *
   * @param rows how many one below the other
   * @param columns how many side by side
   * @return the segmentation
   * @throws IllegalArgumentException if a number is not positive
   */
  static Segmentation grid(int rows, int columns) {
    return Rectangles.of(rows, columns);
  }
}
