package io.github.tfsaliency.image;

import static com.google.common.base.Preconditions.checkElementIndex;
import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Value;
import java.util.List;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Converts pixels (0..255) to the values that a model expects:
 *
 * <pre>
 * value = (pixel - offset) / scale
 * </pre>
 *
 * @since 0.1.0
 */
public final class PixelEncoding extends Value {
  private static final long serialVersionUID = 1;

  private final ImmutableDoubleArray offset;
  private final ImmutableDoubleArray scale;
  private final ChannelOrder channels;

  private PixelEncoding(
      ImmutableDoubleArray offset, ImmutableDoubleArray scale, ChannelOrder channels) {
    this.offset = requireNonNull(offset, "offset");
    this.scale = requireNonNull(scale, "scale");
    this.channels = requireNonNull(channels, "channels");
    checkArgument(
        offset.length() == 3 && offset.stream().allMatch(Double::isFinite),
        "The pixel offset %s must be three finite numbers.",
        offset);
    checkArgument(
        scale.length() == 3 && scale.stream().allMatch(s -> Double.isFinite(s) && s != 0),
        "The pixel scale %s must be three finite numbers other than 0.",
        scale);
  }

  /**
   * An offset and a scale for each channel, in the order red, green, blue by default ({@link
   * #withChannels} changes it).
   *
   * @param offset three finite numbers, one per channel in the model's order: the pixel value that
   *     becomes 0
   * @param scale three finite numbers other than 0, one per channel in the model's order; a
   *     negative number inverts the brightness
   * @return {@code (pixel - offset) / scale}
   * @throws IllegalArgumentException if there are not three numbers of each, a number is not
   *     finite, or a scale is 0
   */
  public static PixelEncoding of(ImmutableDoubleArray offset, ImmutableDoubleArray scale) {
    return new PixelEncoding(offset, scale, ChannelOrder.RGB);
  }

  /**
   * The same offset and scale for each channel, in the order red, green, blue.
   *
   * @param offset the pixel value that becomes 0
   * @param scale the divisor of the difference
   * @return {@code (pixel - offset) / scale}
   * @throws IllegalArgumentException if a number is not finite or {@code scale} is 0
   */
  public static PixelEncoding affine(double offset, double scale) {
    return of(
        ImmutableDoubleArray.of(offset, offset, offset),
        ImmutableDoubleArray.of(scale, scale, scale));
  }

  /**
   * The unchanged pixels.
   *
   * @return 0..255
   */
  public static PixelEncoding raw() {
    return affine(0, 1);
  }

  /**
   * Black is 0, white is 1.
   *
   * @return {@code pixel / 255}
   */
  public static PixelEncoding zeroToOne() {
    return affine(0, 255);
  }

  /**
   * Black is -1, white is 1, mid-grey is 0.
   *
   * @return {@code pixel / 127.5 - 1}
   */
  public static PixelEncoding minusOneToOne() {
    return affine(127.5, 127.5);
  }

  /**
   * Black is 1, white is 0.
   *
   * @return {@code 1 - pixel / 255}
   */
  public static PixelEncoding inverted() {
    return affine(255, -255);
  }

  /**
   * The encoding of models from Caffe (Keras: mode {@code caffe}): ImageNet's mean subtracted, in
   * the order blue, green, red.
   *
   * @return {@code pixel - mean}
   */
  public static PixelEncoding caffe() {
    return of(ImmutableDoubleArray.of(103.939, 116.779, 123.68), ImmutableDoubleArray.of(1, 1, 1))
        .withChannels(ChannelOrder.BGR);
  }

  /**
   * The encoding of models from PyTorch (Keras: mode {@code torch}): normalised by ImageNet's mean
   * and standard deviation.
   *
   * @return {@code (pixel / 255 - mean) / deviation}
   */
  public static PixelEncoding torch() {
    return of(
        ImmutableDoubleArray.of(0.485 * 255, 0.456 * 255, 0.406 * 255),
        ImmutableDoubleArray.of(0.229 * 255, 0.224 * 255, 0.225 * 255));
  }

  /**
   * Reads an encoding that {@link #toJson} wrote. One number may replace three equal ones, and
   * {@code channels} is optional if it is {@code rgb}.
   *
   * @param json a JSON object, for example {@code {"offset":127,"scale":128}}
   * @return the encoding
   * @throws IllegalArgumentException if it is not a valid encoding
   */
  public static PixelEncoding fromJson(String json) {
    return PixelEncodingJson.read(json);
  }

  /**
   * The encoding in the form of {@code assets.extra/saliency.json}.
   *
   * @return for example {@code
   *     {"offset":[127.0,127.0,127.0],"scale":[128.0,128.0,128.0],"channels":"rgb"}}
   */
  public String toJson() {
    return PixelEncodingJson.write(this);
  }

  /**
   * Chooses another order of the channels; the order of the offsets and scales does not change.
   *
   * @param order the model's order
   * @return the encoding
   */
  public PixelEncoding withChannels(ChannelOrder order) {
    return new PixelEncoding(offset, scale, order);
  }

  /**
   * {@return the pixel value that becomes 0: three numbers, one per channel in the model's order}
   */
  public ImmutableDoubleArray offset() {
    return offset;
  }

  /**
   * {@return the divisor of the difference: three numbers, one per channel in the model's order}
   */
  public ImmutableDoubleArray scale() {
    return scale;
  }

  /** {@return the model's order of the channels} */
  public ChannelOrder channels() {
    return channels;
  }

  /**
   * The pixel value that becomes 0. A map that is multiplied by the input is blind there.
   *
   * @param channel 0..2 in the model's order
   * @return a pixel value, usually 0..255
   * @throws IndexOutOfBoundsException if there is no such channel
   */
  public double zeroPixel(int channel) {
    return offset.get(checkElementIndex(channel, 3, "channel"));
  }

  /**
   * Encodes one sample of a pixel.
   *
   * @param channel 0..2 in the model's order
   * @param pixel 0..255
   * @return {@code (pixel - offset) / scale}
   * @throws IndexOutOfBoundsException if there is no such channel
   */
  public float encode(int channel, int pixel) {
    checkElementIndex(channel, 3, "channel");
    // Adding 0 turns the -0 of a negative scale into 0.
    return (float) ((pixel - offset.get(channel)) / scale.get(channel)) + 0f;
  }

  /**
   * Encodes one picture.
   *
   * @param picture in the size that the model expects
   * @return {@code [H, W, 3]}, the channels in the model's order
   */
  public FloatNdArray encode(Picture picture) {
    return encode(List.of(picture), Shape.of(picture.height(), picture.width(), 3));
  }

  /**
   * Encodes a picture of many bands, or of more than 8 bits. Values of 16 bits are divided by 257,
   * so that white is 255 in both cases, and are not rounded. Other numbers do not change.
   *
   * @param bands in the size that the model expects; a single band is used for all three channels
   * @param channels the number of channels that the model takes
   * @return {@code [H, W, channels]}; three in the model's order
   * @throws IllegalArgumentException if the number of bands does not fit, or there are not three
   *     channels and the offsets or scales of this encoding differ
   */
  public FloatNdArray encode(Bands bands, int channels) {
    boolean grey = bands.count() == 1 && channels == 3;
    checkArgument(
        grey || bands.count() == channels,
        "The picture has %s bands, but the model takes %s channels.",
        bands.count(),
        channels);
    checkArgument(
        channels == 3
            || (offset.stream().distinct().count() == 1 && scale.stream().distinct().count() == 1),
        "The encoding %s has another offset or scale for each of three channels, but the model"
            + " takes %s.\n"
            + "Maybe one number for all.",
        toJson(),
        channels);
    float[] values = new float[Math.multiplyExact(channels, bands.width() * bands.height())];
    for (int i = 0; i < values.length; i++) {
      int channel = i % channels;
      int place = channels == 3 ? channel : 0;
      int band = channels == 3 ? channels().rgbIndex(channel) : channel;
      int source = grey ? i / channels : i - channel + band;
      values[i] = (float) ((bands.pixel(source) - offset.get(place)) / scale.get(place)) + 0f;
    }
    return NdArrays.wrap(
        Shape.of(bands.height(), bands.width(), channels), DataBuffers.of(values, false, false));
  }

  /**
   * Encodes pictures of one size.
   *
   * @param pictures at least one
   * @return {@code [N, H, W, 3]}, the channels in the model's order
   * @throws IllegalArgumentException if there is no picture, or the sizes differ
   */
  public FloatNdArray encodeBatch(List<Picture> pictures) {
    checkArgument(!pictures.isEmpty(), "A batch needs at least one picture.");
    Picture first = pictures.get(0);
    for (int i = 1; i < pictures.size(); i++) {
      Picture picture = pictures.get(i);
      checkArgument(
          picture.width() == first.width() && picture.height() == first.height(),
          "Picture %s of the batch (%s x %s) does not have the size of the first one (%s x %s).\n"
              + "Maybe fit all to one size.",
          i,
          picture.width(),
          picture.height(),
          first.width(),
          first.height());
    }
    return encode(pictures, Shape.of(pictures.size(), first.height(), first.width(), 3));
  }

  /**
   * Decodes a model's input to a picture: the inverse of {@link #encode}.
   *
   * @param values {@code [H, W, 3]}, the channels in the model's order
   * @return the picture, its samples rounded to whole numbers and limited to 0..255
   * @throws IllegalArgumentException if the shape is different, a value is not a number, or there
   *     are more than {@link Picture#MAX_PIXELS} pixels
   */
  public Picture decode(FloatNdArray values) {
    Shape shape = values.shape();
    checkArgument(
        shape.numDimensions() == 3 && shape.get(2) == 3,
        "The values (shape %s) are not a picture of shape [H, W, 3].",
        shape);
    Picture.checkSize(shape.get(1), shape.get(0));
    float[] array = new float[Math.toIntExact(shape.size())];
    values.copyTo(DataBuffers.of(array, false, false));
    byte[] rgb = new byte[array.length];
    for (int i = 0; i < array.length; i++) {
      int channel = i % 3;
      checkArgument(
          !Float.isNaN(array[i]), "The values of the picture must be numbers, but one is NaN.");
      rgb[i - channel + channels.rgbIndex(channel)] =
          (byte) Picture.clamped(array[i] * scale.get(channel) + offset.get(channel));
    }
    return new Picture((int) shape.get(1), (int) shape.get(0), rgb);
  }

  private FloatNdArray encode(List<Picture> pictures, Shape shape) {
    float[][] table = table();
    float[] values = new float[Math.toIntExact(shape.size())];
    int target = 0;
    for (Picture picture : pictures) {
      int end = 3 * picture.width() * picture.height();
      for (int pixel = 0; pixel < end; pixel += 3) {
        for (int c = 0; c < 3; c++) {
          values[target++] = table[c][picture.sample(pixel + channels.rgbIndex(c))];
        }
      }
    }
    return NdArrays.wrap(shape, DataBuffers.of(values, false, false));
  }

  private float[][] table() {
    float[][] table = new float[3][256];
    for (int c = 0; c < 3; c++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        table[c][pixel] = encode(c, pixel);
      }
    }
    return table;
  }
}
