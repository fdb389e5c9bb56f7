package io.github.tfsaliency.image;

import static com.google.common.base.Preconditions.checkElementIndex;
import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.raster.Bicubic;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A picture with any number of bands, in the precision of its file. Examples are a satellite's
 * scene, or a photograph of 16 bits per sample, which {@link Picture} rounds to 8. Immutable.
 *
 * @since 0.1.0
 */
public final class Bands {
  /** The largest number of values that may be read. */
  public static final int MAX_VALUES = 100_000_000;

  private static final float BYTE = 255;
  private static final float SHORT = 65535;

  /** 65535 is 257 times 255. */
  private static final float SHORTS_A_BYTE = 257;

  private final int width;
  private final int height;
  private final int count;
  private final int bits;
  private final float[] values;

  /** Takes {@code values} without a copy. */
  Bands(int width, int height, int count, int bits, float[] values) {
    this.width = width;
    this.height = height;
    this.count = count;
    this.bits = bits;
    this.values = requireNonNull(values, "values");
  }

  /**
   * Decodes a TIFF or PNG file, or another picture, and keeps all bands.
   *
   * @param path the file
   * @return the picture, upright
   * @throws io.github.tfsaliency.attribution.SaliencyException if the file does not exist, is not a
   *     picture, is damaged, has more than {@link #MAX_VALUES} values, or a value that is not a
   *     number
   */
  public static Bands read(Path path) {
    return new PictureFile(requireNonNull(path, "path")).readBands();
  }

  /**
   * Whether a file has more precision than a {@link Picture} keeps: more than 8 bits per sample, in
   * one band or three.
   *
   * @param path the file
   * @return false for pictures with transparency or a palette, and for files that are not pictures
   */
  public static boolean isFine(Path path) {
    return new PictureFile(requireNonNull(path, "path")).isFine();
  }

  /** Copies the values of a raster. */
  static Bands of(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int count = raster.getNumBands();
    int bits =
        switch (raster.getTransferType()) {
          case DataBuffer.TYPE_BYTE -> Byte.SIZE;
          case DataBuffer.TYPE_USHORT -> Short.SIZE;
          default -> Float.SIZE;
        };
    float[] values = new float[Math.multiplyExact(count, Math.multiplyExact(width, height))];
    float[] row = new float[width * count];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      System.arraycopy(row, 0, values, y * row.length, row.length);
    }
    return new Bands(width, height, count, bits, values);
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

  /** {@return the number of bands} */
  public int count() {
    return count;
  }

  /** {@return the bits per sample: 8 (0..255), 16 (0..65535), or 32 for any numbers} */
  public int bits() {
    return bits;
  }

  /**
   * The values of the file.
   *
   * @return {@code [H, W, bands]}; a copy
   */
  public FloatNdArray values() {
    return NdArrays.wrap(
        Shape.of(height, width, count), DataBuffers.of(values.clone(), false, false));
  }

  /** A value in the units of a {@link PixelEncoding}. */
  float pixel(int index) {
    return bits == Short.SIZE ? values[index] / SHORTS_A_BYTE : values[index];
  }

  /**
   * The middle of the picture at another size, as in {@link Picture#fit}, without rounding.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @return a picture of that size
   * @throws IllegalArgumentException if a side is less than 1, or there would be more than {@link
   *     #MAX_VALUES} values
   */
  public Bands fit(int width, int height) {
    checkArgument(
        width > 0 && height > 0 && (long) width * height * count <= MAX_VALUES,
        "A picture of %s x %s x %s values must have 1 to %s.",
        width,
        height,
        count,
        MAX_VALUES);
    if (width == this.width && height == this.height) {
      return this;
    }
    Crop crop = Crop.centre(this.width, this.height, width, height);
    float top = bits == Byte.SIZE ? BYTE : SHORT;
    Bicubic.Rounding limited =
        bits == Float.SIZE ? sum -> (float) sum : sum -> (float) Math.max(0, Math.min(top, sum));
    float[] resized =
        Bicubic.resize(
            (y, into) ->
                System.arraycopy(
                    values,
                    count * ((crop.top() + y) * this.width + crop.left()),
                    into,
                    0,
                    into.length),
            crop.width(),
            crop.height(),
            count,
            width,
            height,
            limited);
    return new Bands(width, height, count, bits, resized);
  }

  /**
   * Converts the values of each band to other units.
   *
   * @param offset a number for each band
   * @param scale a number other than 0 for each band
   * @return {@code (value - offset) / scale}, of 32 bits
   * @throws IllegalArgumentException if there is not one offset and one scale for each band
   */
  public Bands scaled(ImmutableDoubleArray offset, ImmutableDoubleArray scale) {
    checkArgument(
        offset.length() == count && scale.length() == count,
        "The picture has %s bands, but there are %s offsets and %s scales.",
        count,
        offset.length(),
        scale.length());
    float[] scaled = new float[values.length];
    for (int i = 0; i < scaled.length; i++) {
      int band = i % count;
      scaled[i] = (float) ((values[i] - offset.get(band)) / scale.get(band));
    }
    return new Bands(width, height, count, Float.SIZE, scaled);
  }

  /**
   * Three bands as a picture. Values of 8 bits do not change. Others are scaled: the smallest value
   * of the three bands is black, and the largest is the brightest.
   *
   * @param red the index of a band, from 0
   * @param green the index of a band, from 0
   * @param blue the index of a band, from 0
   * @return a picture of the same size
   * @throws IndexOutOfBoundsException if there is no such band
   */
  public Picture shown(int red, int green, int blue) {
    int[] bands = {
      checkElementIndex(red, count, "red"),
      checkElementIndex(green, count, "green"),
      checkElementIndex(blue, count, "blue")
    };
    float low = 0;
    float high = BYTE;
    if (bits != Byte.SIZE) {
      low = Float.POSITIVE_INFINITY;
      high = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < values.length; i += count) {
        for (int band : bands) {
          low = Math.min(low, values[i + band]);
          high = Math.max(high, values[i + band]);
        }
      }
    }
    double range = high > low ? (double) high - low : 1;
    byte[] rgb = new byte[3 * width * height];
    int target = 0;
    for (int i = 0; i < values.length; i += count) {
      for (int band : bands) {
        rgb[target++] = (byte) Picture.clamped((values[i + band] - low) / range * BYTE);
      }
    }
    return new Picture(width, height, rgb);
  }

  Bands turned(Orientation orientation) {
    int turnedWidth = orientation.swaps() ? height : width;
    int turnedHeight = orientation.swaps() ? width : height;
    float[] turned = new float[values.length];
    int target = 0;
    for (int y = 0; y < turnedHeight; y++) {
      for (int x = 0; x < turnedWidth; x++) {
        int source = orientation.source(x, y, width, height);
        System.arraycopy(values, count * source, turned, target, count);
        target += count;
      }
    }
    return new Bands(turnedWidth, turnedHeight, count, bits, turned);
  }

  boolean isFinite() {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "Bands[" + width + " x " + height + " x " + count + ", " + bits + " bits]";
  }
}
