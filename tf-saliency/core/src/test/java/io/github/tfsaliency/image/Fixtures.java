package io.github.tfsaliency.image;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The pictures that {@code make_fixtures.py} made. */
final class Fixtures {
  private Fixtures() {}

  static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Fixtures.class.getResource("/image/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static Picture picture(String name) {
    return Picture.read(path(name));
  }

  static int[] pixel(Picture picture, int x, int y) {
    int rgb = picture.toBufferedImage().getRGB(x, y);
    return new int[] {rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff};
  }

  /** The largest difference between samples of two pictures of one size. */
  static int distance(Picture a, Picture b) {
    if (a.width() != b.width() || a.height() != b.height()) {
      throw new AssertionError(a + " is not of the size of " + b);
    }
    int distance = 0;
    for (int i = 0; i < 3 * a.width() * a.height(); i++) {
      distance = Math.max(distance, Math.abs(a.sample(i) - b.sample(i)));
    }
    return distance;
  }

  static FloatNdArray array(Shape shape, float... values) {
    return NdArrays.wrap(shape, DataBuffers.of(values, false, true));
  }

  static float[] values(FloatNdArray array) {
    float[] values = new float[(int) array.shape().size()];
    array.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
