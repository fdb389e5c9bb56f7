package io.github.tfsaliency.image;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.raster.Bicubic;
import java.awt.image.BufferedImage;
import java.io.OutputStream;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A saliency map as a picture. Each pixel has one number, the sum over the channels.
 *
 * <p>{@link HeatmapStyle#SIGNED} (the default) is the display of Brocki and Chung, <i>Input Bias in
 * Rectified Gradients and Modified Saliency Maps</i>, 2020: the sums are clipped to their [0.5,
 * 99.5] percentiles, values below a positive lower percentile become 0, and the rest is shown from
 * blue (against the target) over white (0) to red (for the target), with the same scale on both
 * sides. {@link HeatmapStyle#MAGNITUDE} shows the absolute value, clipped to its 99.5 percentile,
 * from dark violet (0) to yellow. If the percentiles are 0, because the map is sparse, nothing is
 * clipped.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class Heatmap {
  private final int width;
  private final int height;
  private final float[] sums;

  /** As many as sums, or none. */
  private final float[] errors;

  private final HeatmapStyle style;
  private final boolean fades;
  private final float[] shown;

  private Heatmap(
      int width, int height, float[] sums, float[] errors, HeatmapStyle style, boolean fades) {
    this.width = width;
    this.height = height;
    this.sums = sums;
    this.errors = errors;
    this.style = style;
    this.fades = fades;
    this.shown = style.normalize(sums);
    if (fades) {
      fade();
    }
  }

  private void fade() {
    double zero = style.zero(sums);
    for (int i = 0; i < errors.length; i++) {
      double square = (sums[i] - zero) * (sums[i] - zero);
      double uncertainty = (double) errors[i] * errors[i];
      shown[i] *= (float) (uncertainty == 0 ? 1 : square / (square + uncertainty));
    }
  }

  /**
   * The heatmap of one sample.
   *
   * @param map {@code [H, W, C]} or {@code [H, W]}, or a batch of one such sample; {@code [C, H,
   *     W]} of a model with channels first
   * @return the heatmap, signed
   * @throws IllegalArgumentException if the map has several samples or another shape, or a value is
   *     not finite
   */
  public static Heatmap of(Attribution map) {
    checkArgument(
        map.sampleCount() == 1,
        "A heatmap shows one sample, but the map (shape %s) has %s.\n"
            + "Maybe get one with sample(int).",
        map.shape(),
        map.sampleCount());
    Attribution sample = map.sample(0).withChannelsLast();
    Heatmap heatmap = of(sample.values());
    return sample.standardErrors().map(errors -> heatmap.with(of(errors).sums)).orElse(heatmap);
  }

  private Heatmap with(float[] newErrors) {
    return new Heatmap(width, height, sums, newErrors, style, fades);
  }

  /**
   * The heatmap of any values.
   *
   * @param map {@code [H, W, C]} or {@code [H, W]}
   * @return the heatmap, signed
   * @throws IllegalArgumentException if the map has another shape or no values, or a value is not
   *     finite
   */
  public static Heatmap of(FloatNdArray map) {
    Shape shape = map.shape();
    int rank = shape.numDimensions();
    checkArgument(
        (rank == 2 || rank == 3) && shape.size() > 0,
        "A heatmap needs a map of shape [H, W, C] or [H, W], not %s.",
        shape);
    Picture.checkSize(shape.get(1), shape.get(0));
    float[] values = new float[Math.toIntExact(shape.size())];
    map.copyTo(DataBuffers.of(values, false, false));
    int height = (int) shape.get(0);
    int width = (int) shape.get(1);
    return new Heatmap(
        width, height, sums(values, width, height), new float[0], HeatmapStyle.SIGNED, false);
  }

  /**
   * Chooses the style.
   *
   * @param newStyle {@link HeatmapStyle#SIGNED} by default
   * @return the heatmap of the same map
   */
  public Heatmap withStyle(HeatmapStyle newStyle) {
    return new Heatmap(width, height, sums, errors, newStyle, fades);
  }

  /**
   * Fades uncertain values: the strength of a value v with the standard error e is multiplied by
   * v^2 / (v^2 + e^2), which is 1/2 if both are equal. The error of a sum over channels is
   * estimated by its upper bound, the sum of their errors.
   *
   * @return the heatmap of the same map; it looks the same if the map has no {@linkplain
   *     Attribution#standardErrors() standard errors}
   */
  public Heatmap withUncertaintyFaded() {
    return new Heatmap(width, height, sums, errors, style, true);
  }

  /**
   * Chooses a suitable style: {@link HeatmapStyle#RANGE} if all values are positive, otherwise
   * {@link HeatmapStyle#SIGNED}.
   *
   * @return the heatmap of the same map
   */
  public Heatmap withSuitedStyle() {
    for (float sum : sums) {
      if (sum <= 0) {
        return withStyle(HeatmapStyle.SIGNED);
      }
    }
    return withStyle(HeatmapStyle.RANGE);
  }

  /**
   * The style.
   *
   * @return the meaning of the colours
   */
  public HeatmapStyle style() {
    return style;
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
   * The sums over the channels.
   *
   * @return {@code [H, W]}, neither clipped nor scaled; read-only
   */
  public FloatNdArray values() {
    return NdArrays.wrap(Shape.of(height, width), DataBuffers.of(sums, true, false));
  }

  /**
   * The values that the colours show.
   *
   * @return {@code [H, W]}, clipped; scaled to -1..1 for signed heatmaps, otherwise to 0..1;
   *     read-only
   */
  public FloatNdArray shown() {
    return NdArrays.wrap(Shape.of(height, width), DataBuffers.of(shown, true, false));
  }

  /**
   * The heatmap alone.
   *
   * @return a picture of the map's size
   */
  public Picture toPicture() {
    byte[] rgb = new byte[3 * shown.length];
    for (int i = 0; i < shown.length; i++) {
      int colour = style.colour(shown[i]);
      rgb[3 * i] = (byte) (colour >> 16);
      rgb[3 * i + 1] = (byte) (colour >> 8);
      rgb[3 * i + 2] = (byte) colour;
    }
    return new Picture(width, height, rgb);
  }

  /**
   * The heatmap alone, for Java's own classes.
   *
   * @return an image of the map's size and of type {@link BufferedImage#TYPE_INT_RGB}
   */
  public BufferedImage toBufferedImage() {
    return toPicture().toBufferedImage();
  }

  /**
   * Writes the heatmap alone as {@link Picture#writePng(Path)} does.
   *
   * @param path the file
   * @throws io.github.tfsaliency.attribution.SaliencyException if the file cannot be written
   */
  public void writePng(Path path) {
    toPicture().writePng(path);
  }

  /**
   * Writes the heatmap alone as {@link Picture#writePng(OutputStream)} does.
   *
   * @param stream left open, and flushed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the stream fails
   */
  public void writePng(OutputStream stream) {
    toPicture().writePng(stream);
  }

  /**
   * Draws the heatmap over the explained photograph. The photograph is grey where the map is 0. The
   * map's colour is more opaque for larger magnitudes.
   *
   * <p>The map is resized to the middle of the photograph: the part that {@link Picture#fit} gives
   * to a model of the map's size. The rest stays grey. So the photograph may be the original or the
   * one that was fitted to the model.
   *
   * @param photo of any size
   * @return a picture of the photograph's size
   */
  public Picture overlay(Picture photo) {
    Crop crop = Crop.centre(photo.width(), photo.height(), width, height);
    float[] resized = resized(crop.width(), crop.height());
    byte[] rgb = new byte[3 * photo.width() * photo.height()];
    for (int y = 0; y < photo.height(); y++) {
      for (int x = 0; x < photo.width(); x++) {
        int row = y - crop.top();
        int column = x - crop.left();
        boolean inside = row >= 0 && row < crop.height() && column >= 0 && column < crop.width();
        float value = inside ? resized[row * crop.width() + column] : 0;
        blend(photo, 3 * (y * photo.width() + x), value, rgb);
      }
    }
    return new Picture(photo.width(), photo.height(), rgb);
  }

  private void blend(Picture photo, int pixel, float value, byte[] rgb) {
    double alpha = Math.abs(value);
    // ITU-R BT.601
    double grey =
        0.299 * photo.sample(pixel)
            + 0.587 * photo.sample(pixel + 1)
            + 0.114 * photo.sample(pixel + 2);
    int colour = style.opaqueColour(value);
    for (int c = 0; c < 3; c++) {
      int sample = colour >> (16 - 8 * c) & 0xff;
      rgb[pixel + c] = (byte) Picture.clamped(grey + alpha * (sample - grey));
    }
  }

  private float[] resized(int toWidth, int toHeight) {
    if (toWidth == width && toHeight == height) {
      return shown;
    }
    return Bicubic.resize(
        (y, into) -> System.arraycopy(shown, y * width, into, 0, width),
        width,
        height,
        1,
        toWidth,
        toHeight,
        // Bicubic interpolation overshoots at edges.
        sum -> (float) Math.max(style.lowest(), Math.min(1, sum)));
  }

  private static float[] sums(float[] values, int width, int height) {
    int pixels = width * height;
    int channels = values.length / pixels;
    float[] sums = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += values[i * channels + c];
      }
      sums[i] = (float) sum;
      checkArgument(
          Float.isFinite(sums[i]),
          "A heatmap needs finite values, but the sum of pixel [%s, %s] is %s.",
          i / width,
          i % width,
          sums[i]);
    }
    return sums;
  }

  @Override
  public String toString() {
    return "Heatmap[" + width + " x " + height + ", " + style + "]";
  }
}
