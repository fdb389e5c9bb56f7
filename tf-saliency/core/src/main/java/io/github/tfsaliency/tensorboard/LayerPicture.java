package io.github.tfsaliency.tensorboard;

import io.github.tfsaliency.image.Picture;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Whether a layer's values can be shown as a picture, and its size. */
final class LayerPicture {
  private static final int MAX_SIDE = 512;

  private LayerPicture() {}

  /** Whether the values are {@code [N, H, W, C]}, and more than one pixel. */
  static boolean isImage(FloatNdArray values) {
    Shape shape = values.shape();
    return shape.numDimensions() == 4 && shape.get(1) * shape.get(2) > 1 && shape.size() > 0;
  }

  /** Whether they are also finite, and their sums over the channels too. */
  static boolean isHeatmap(FloatNdArray values) {
    if (!isImage(values)) {
      return false;
    }
    float[] flat = new float[Math.toIntExact(values.size())];
    values.copyTo(DataBuffers.of(flat, false, false));
    double bound = Float.MAX_VALUE / (double) values.shape().get(3);
    for (float value : flat) {
      if (!(Math.abs(value) <= bound)) {
        return false;
      }
    }
    return true;
  }

  /** The picture, smaller if it is very large. */
  static Picture displayable(Picture picture) {
    int side = Math.max(picture.width(), picture.height());
    if (side <= MAX_SIDE) {
      return picture;
    }
    double scale = (double) MAX_SIDE / side;
    return picture.fit(
        (int) Math.max(1, Math.round(picture.width() * scale)),
        (int) Math.max(1, Math.round(picture.height() * scale)));
  }
}
