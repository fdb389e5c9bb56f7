package io.github.tfsaliency.cli.sample;

import io.github.tfsaliency.image.Picture;
import java.awt.image.BufferedImage;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** The model's input, as a picture of the map's size. */
public final class InputPicture {
  private static final int WHITE = 255;
  private static final int RGB = 3;

  private InputPicture() {}

  /** The photograph as the model got it, or an array with its smallest value black. */
  public static BufferedImage of(ExplainedSample sample) {
    FloatNdArray pixels = sample.pixels().view(sample.input());
    Shape shape = pixels.shape();
    int height = Math.toIntExact(shape.get(0));
    int width = Math.toIntExact(shape.get(1));
    Picture picture = sample.picture();
    return picture == null
        ? scaled(pixels, height, width)
        : picture.fit(width, height).toBufferedImage();
  }

  private static BufferedImage scaled(FloatNdArray pixels, int height, int width) {
    int channels = Math.toIntExact(pixels.shape().get(2));
    float[] values = PixelView.floats(pixels);
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    float range = max > min ? max - min : 1;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < height * width; pixel++) {
      int rgb = 0;
      for (int c = 0; c < RGB; c++) {
        float value = channels == RGB ? values[pixel * RGB + c] : mean(values, pixel, channels);
        rgb = rgb << 8 | Math.round((value - min) / range * WHITE);
      }
      image.setRGB(pixel % width, pixel / width, rgb);
    }
    return image;
  }

  private static float mean(float[] values, int pixel, int channels) {
    float sum = 0;
    for (int c = 0; c < channels; c++) {
      sum += values[pixel * channels + c];
    }
    return sum / channels;
  }
}
