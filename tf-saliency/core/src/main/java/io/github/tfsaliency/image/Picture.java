package io.github.tfsaliency.image;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.raster.Bicubic;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * An RGB picture with 8 bits per sample: a photograph to explain, or a heatmap over a photograph.
 *
 * <p>Files are decoded as by Pillow and TensorFlow: embedded colour profiles are applied only to
 * CMYK, transparency is composited over white, 16 bits are rounded to 8. The camera's orientation
 * is applied. Immutable, with equality.
 *
 * @since 0.1.0
 */
public final class Picture extends Value {
  private static final long serialVersionUID = 1;

  /** The largest number of pixels of a picture. */
  public static final int MAX_PIXELS = 100_000_000;

  /** The largest number of bytes that are read from a stream. */
  public static final int MAX_BYTES = 400_000_000;

  private static final Bicubic.Rounding TO_BYTE = sum -> (float) clamped(sum);

  private final int width;
  private final int height;
  private final byte[] rgb;

  /** Takes {@code rgb} without a copy. */
  Picture(int width, int height, byte[] rgb) {
    checkSize(width, height);
    checkArgument(
        rgb.length == 3L * width * height,
        "A picture of %s x %s cannot have %s samples.",
        width,
        height,
        rgb.length);
    this.width = width;
    this.height = height;
    this.rgb = requireNonNull(rgb, "rgb");
  }

  /**
   * Decodes a picture file: PNG, JPEG (CMYK too), WebP, GIF, BMP or TIFF.
   *
   * @param path the file
   * @return the picture, upright
   * @throws io.github.tfsaliency.attribution.SaliencyException if the file does not exist, is not a
   *     picture, is damaged, or has more than {@link #MAX_PIXELS} pixels
   */
  public static Picture read(Path path) {
    return new PictureFile(requireNonNull(path, "path")).read();
  }

  /**
   * Decodes a picture in memory, as {@link #read(Path)} does, with the same formats and limits; the
   * result is upright.
   *
   * @param encoded the bytes of a picture file, such as those of a request
   * @return the picture, upright
   * @throws io.github.tfsaliency.attribution.SaliencyException if the bytes are not a picture or
   *     are damaged, or the picture has more than {@link #MAX_PIXELS} pixels
   */
  public static Picture read(byte[] encoded) {
    return new PictureDecoder(PictureSource.of(requireNonNull(encoded, "encoded"))).read();
  }

  /**
   * Decodes a picture from a stream, as {@link #read(byte[])} does.
   *
   * @param stream read to its end, and left open
   * @return the picture, upright
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link #read(byte[])}; also if
   *     the stream has more than {@link #MAX_BYTES} bytes or fails
   */
  public static Picture read(InputStream stream) {
    return new PictureDecoder(PictureSource.of(stream, MAX_BYTES)).read();
  }

  /**
   * Copies an image of any type. An image has no orientation, because ImageIO drops the orientation
   * of a photograph. If you decode a file with ImageIO, turn the image upright first; otherwise you
   * get the map of a rotated picture. {@link #read(byte[])} turns it upright.
   *
   * @param image the image, upright
   * @return the picture
   * @throws IllegalArgumentException if it has more than {@link #MAX_PIXELS} pixels
   */
  public static Picture of(BufferedImage image) {
    checkSize(image.getWidth(), image.getHeight());
    return new Picture(image.getWidth(), image.getHeight(), Samples.rgb(image));
  }

  /**
   * Copies pixels, rounded to whole numbers and limited to 0..255.
   *
   * @param pixels {@code [H, W, 3]}, red, green, blue, 0..255
   * @return the picture
   * @throws IllegalArgumentException if the shape is different, a value is not a number, or there
   *     are more than {@link #MAX_PIXELS} pixels
   */
  public static Picture of(FloatNdArray pixels) {
    return PixelEncoding.raw().decode(pixels);
  }

  /**
   * The width.
   *
   * @return in pixels
   */
  public int width() {
    return width;
  }

  /**
   * The height.
   *
   * @return in pixels
   */
  public int height() {
    return height;
  }

  /**
   * The middle of the picture at another size: cropped to the aspect ratio of {@code width x
   * height}, then resized. The result equals that of Pillow's {@code crop} and {@code resize} with
   * {@code BICUBIC}.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @return a picture of that size
   * @throws IllegalArgumentException if a side is less than 1 or there are more than {@link
   *     #MAX_PIXELS} pixels
   */
  public Picture fit(int width, int height) {
    checkSize(width, height);
    if (width == this.width && height == this.height) {
      return this;
    }
    Crop crop = Crop.centre(this.width, this.height, width, height);
    float[] resized =
        Bicubic.resize(
            (y, into) -> {
              int source = 3 * ((crop.top() + y) * this.width + crop.left());
              for (int i = 0; i < into.length; i++) {
                into[i] = rgb[source + i] & 0xff;
              }
            },
            crop.width(),
            crop.height(),
            3,
            width,
            height,
            TO_BYTE);
    byte[] bytes = new byte[resized.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) resized[i];
    }
    return new Picture(width, height, bytes);
  }

  /**
   * The pixels.
   *
   * @return {@code [H, W, 3]}, red, green, blue, whole numbers 0..255; a copy
   */
  public FloatNdArray pixels() {
    float[] values = new float[rgb.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rgb[i] & 0xff;
    }
    return NdArrays.wrap(Shape.of(height, width, 3), DataBuffers.of(values, false, false));
  }

  /**
   * The picture for Java's own classes.
   *
   * @return an image of type {@link BufferedImage#TYPE_INT_RGB}; a copy
   */
  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    int source = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        row[x] = sample(source) << 16 | sample(source + 1) << 8 | sample(source + 2);
        source += 3;
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  /**
   * Writes a PNG file, complete or not at all. Missing folders are created, and an existing file is
   * replaced.
   *
   * @param path the file
   * @throws io.github.tfsaliency.attribution.SaliencyException if the file cannot be written
   */
  public void writePng(Path path) {
    new PictureFile(path).writePng(toBufferedImage());
  }

  /**
   * Writes a PNG file into a stream.
   *
   * @param stream left open, and flushed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the stream fails
   */
  public void writePng(OutputStream stream) {
    requireNonNull(stream, "stream");
    try {
      stream.write(PictureFile.png(toBufferedImage()));
      stream.flush();
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The picture cannot be written into the stream: %s.", e), e);
    }
  }

  /** A sample, 0..255, of the row-major {@code [H, W, 3]}. */
  int sample(int index) {
    return rgb[index] & 0xff;
  }

  /** The nearest value that a sample can have. */
  static int clamped(double value) {
    return (int) Math.max(0, Math.min(255, Math.floor(value + 0.5)));
  }

  static void checkSize(long width, long height) {
    checkArgument(
        width > 0 && height > 0 && width <= MAX_PIXELS / height,
        "The picture size (%s x %s) must be at least 1 x 1 and at most %s pixels.",
        width,
        height,
        MAX_PIXELS);
  }

  @Override
  public String toString() {
    return "Picture[" + width + " x " + height + "]";
  }
}
