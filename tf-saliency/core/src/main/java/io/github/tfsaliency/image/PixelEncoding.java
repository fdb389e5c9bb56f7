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
 * How pixels (0..255) become what a model expects:
 *
 * <pre>
 * value = (pixel - offset) / scale
 * </pre>
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
   * An offset and a scale for each channel, in the order red, green, blue unless {@link
   * #withChannels} says otherwise.
   *
   * @param offset three finite numbers, one a channel in the model's order: the pixel that becomes
   *     0
   * @param scale three finite numbers other than 0, one a channel in the model's order; negative
   *     ones invert the brightness
   * @return {@code (pixel - offset) / scale}
   * @throws IllegalArgumentException if there are not three of each, one is not finite, or a scale
   *     is 0
   */
  public static PixelEncoding of(ImmutableDoubleArray offset, ImmutableDoubleArray scale) {
    return new PixelEncoding(offset, scale, ChannelOrder.RGB);
  }

  /**
   * The same offset and scale for each channel, in the order red, green, blue.
   *
   * @param offset the pixel that becomes 0
   * @param scale what the difference is divided by
   * @return {@code (pixel - offset) / scale}
   * @throws IllegalArgumentException if a number is not finite or {@code scale} is 0
   */
  public static PixelEncoding affine(double offset, double scale) {
    return of(
        ImmutableDoubleArray.of(offset, offset, offset),
        ImmutableDoubleArray.of(scale, scale, scale));
  }

  /**
   * The pixels as they are.
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
   * What models that come from Caffe expect (Keras: mode {@code caffe}): ImageNet's mean
   * subtracted, in the order blue, green, red.
   *
   * @return {@code pixel - mean}
   */
  public static PixelEncoding caffe() {
    return of(ImmutableDoubleArray.of(103.939, 116.779, 123.68), ImmutableDoubleArray.of(1, 1, 1))
        .withChannels(ChannelOrder.BGR);
  }

  /**
   * What models that come from PyTorch expect (Keras: mode {@code torch}): normalised by ImageNet's
   * mean and standard deviation.
   *
   * @return {@code (pixel / 255 - mean) / deviation}
   */
  public static PixelEncoding torch() {
    return of(
        ImmutableDoubleArray.of(0.485 * 255, 0.456 * 255, 0.406 * 255),
        ImmutableDoubleArray.of(0.229 * 255, 0.224 * 255, 0.225 * 255));
  }

  /**
   * Reads what {@link #toJson} writes; one number may stand for three, and {@code channels} may be
   * left out for {@code rgb}.
   *
   * @param json a JSON object, for example {@code {"offset":127,"scale":128}}
   * @return the encoding
   * @throws IllegalArgumentException if it is not such an object
   */
  public static PixelEncoding fromJson(String json) {
    return PixelEncodingJson.read(json);
  }

  /**
   * The encoding as {@code assets.extra/saliency.json} has it.
   *
   * @return for example {@code
   *     {"offset":[127.0,127.0,127.0],"scale":[128.0,128.0,128.0],"channels":"rgb"}}
   */
  public String toJson() {
    return PixelEncodingJson.write(this);
  }

  /**
   * Another order of the channels; the offsets and scales keep their places.
   *
   * @param order the model's order
   * @return the encoding
   */
  public PixelEncoding withChannels(ChannelOrder order) {
    return new PixelEncoding(offset, scale, order);
  }

  /** {@return the pixel that becomes 0: three numbers, one a channel in the model's order} */
  public ImmutableDoubleArray offset() {
    return offset;
  }

  /**
   * {@return what the difference is divided by: three numbers, one a channel in the model's order}
   */
  public ImmutableDoubleArray scale() {
    return scale;
  }

  /** {@return the model's order of the channels} */
  public ChannelOrder channels() {
    return channels;
  }

  /**
   * The pixel that becomes 0: where a map that is multiplied with the input is blind.
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
   * @param picture of the size that the model expects
   * @return {@code [H, W, 3]}, the channels in the model's order
   */
  public FloatNdArray encode(Picture picture) {
    return encode(List.of(picture), Shape.of(picture.height(), picture.width(), 3));
  }

  /**
   * Encodes a picture of many bands, or of more than 8 bits: what has 16 is divided by 257, so that
   * white is 255 in any case, and not rounded. Other numbers are taken as they are.
   *
   * @param bands of the size that the model expects; one band is taken for all of three
   * @param channels how many the model takes
   * @return {@code [H, W, channels]}; three in the model's order
   * @throws IllegalArgumentException if there is another number of bands, or there are not three
   *     and they have different offsets or scales
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
          "Picture %s of the batch (%s x %s) is not of the first one's size (%s x %s).\n"
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
   * The picture that a model's input shows: the inverse of {@link #encode}.
   *
   * @param values {@code [H, W, 3]}, the channels in the model's order
   * @return the picture, its samples rounded to whole numbers and limited to 0..255
   * @throws IllegalArgumentException if the shape is another, a value is not a number, or there are
   *     more than {@link Picture#MAX_PIXELS} pixels
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
