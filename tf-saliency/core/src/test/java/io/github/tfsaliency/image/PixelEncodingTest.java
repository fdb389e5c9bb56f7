package io.github.tfsaliency.image;

import static io.github.tfsaliency.image.Fixtures.array;
import static io.github.tfsaliency.image.Fixtures.distance;
import static io.github.tfsaliency.image.Fixtures.picture;
import static io.github.tfsaliency.image.Fixtures.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class PixelEncodingTest {
  private static final String EXAMPLE =
      "\nMaybe write {\"offset\":[127,127,127],\"scale\":[128,128,128],\"channels\":\"rgb\"}.";

  @Test
  void subtractsOffsetAndDividesByScale() {
    assertThat(encoded(PixelEncoding.affine(127, 128), 255, 127, 0))
        .containsExactly(1, 0, -127 / 128f);
  }

  @Test
  void leavesRawPixels() {
    assertThat(encoded(PixelEncoding.raw(), 255, 127, 0)).containsExactly(255, 127, 0);
  }

  @Test
  void mapsBlackToZero() {
    assertThat(encoded(PixelEncoding.zeroToOne(), 0, 51, 255)).containsExactly(0, 0.2f, 1);
  }

  @Test
  void mapsMidGreyToZero() {
    assertThat(encoded(PixelEncoding.minusOneToOne(), 0, 255, 51)).containsExactly(-1, 1, -0.6f);
  }

  @Test
  void mapsWhiteToPositiveZero() {
    assertThat(encoded(PixelEncoding.inverted(), 0, 204, 255)).containsExactly(1, 0.2f, 0);
  }

  @Test
  void ordersAndCentresAsCaffe() {
    assertThat(encoded(PixelEncoding.caffe(), 255, 100, 0))
        .containsExactly(-103.939f, 100 - 116.779f, (float) (255 - 123.68));
  }

  @Test
  void normalisesAsTorch() {
    // torchvision: (1 - 0.485) / 0.229, (0.4 - 0.456) / 0.224, (0 - 0.406) / 0.225
    assertThat(encoded(PixelEncoding.torch(), 255, 102, 0))
        .containsExactly(new float[] {2.2489083f, -0.25f, -1.8044444f}, within(1e-6f));
  }

  @Test
  void stacksPicturesOfOneSize() {
    Picture picture = picture("rgb.png");

    var batch = PixelEncoding.raw().encodeBatch(List.of(picture, picture));

    assertThat(batch.shape()).isEqualTo(Shape.of(2, 16, 24, 3));
    assertThat(batch.get(1)).isEqualTo(picture.pixels());
  }

  @Test
  void rejectsBatchOfDifferentSizes() {
    List<Picture> pictures = List.of(picture("rgb.png"), picture("rgb.png").fit(4, 5));

    assertThatThrownBy(() -> PixelEncoding.raw().encodeBatch(pictures))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Picture 1 of the batch (4 x 5) does not have the size of the first one (24 x 16).\n"
                + "Maybe fit all to one size.");
  }

  @Test
  void rejectsEmptyBatch() {
    assertThatThrownBy(() -> PixelEncoding.raw().encodeBatch(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A batch needs at least one picture.");
  }

  static Stream<PixelEncoding> encodings() {
    return Stream.of(
        PixelEncoding.raw(),
        PixelEncoding.affine(127, 128),
        PixelEncoding.zeroToOne(),
        PixelEncoding.minusOneToOne(),
        PixelEncoding.inverted(),
        PixelEncoding.caffe(),
        PixelEncoding.torch(),
        PixelEncoding.torch().withChannels(ChannelOrder.BGR));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void decodesWhatItEncoded(PixelEncoding encoding) {
    Picture picture = picture("rgb.png");

    assertThat(distance(encoding.decode(encoding.encode(picture)), picture)).isZero();
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void comesBackFromJson(PixelEncoding encoding) {
    assertThat(PixelEncoding.fromJson(encoding.toJson())).isEqualTo(encoding);
  }

  @Test
  void limitsDecodedPixels() {
    var values = array(Shape.of(1, 1, 3), -1, 0.5f, 2);

    assertThat(values(PixelEncoding.zeroToOne().decode(values).pixels()))
        .containsExactly(0, 128, 255);
  }

  @Test
  void rejectsValuesOfAnotherShape() {
    assertThatThrownBy(() -> PixelEncoding.raw().decode(array(Shape.of(1, 3), 0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The values (shape [1, 3]) are not a picture of shape [H, W, 3].");
  }

  @Test
  void rejectsValuesThatAreNoNumbers() {
    assertThatThrownBy(() -> PixelEncoding.raw().decode(array(Shape.of(1, 1, 3), 0, Float.NaN, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The values of the picture must be numbers, but one is NaN.");
  }

  @Test
  void tellsThePixelThatBecomesZero() {
    assertThat(PixelEncoding.caffe().zeroPixel(0)).isEqualTo(103.939);
  }

  @Test
  void writesJson() {
    assertThat(PixelEncoding.affine(127, 128).toJson())
        .isEqualTo(
            "{\"offset\":[127.0,127.0,127.0],\"scale\":[128.0,128.0,128.0],\"channels\":\"rgb\"}");
  }

  @Test
  void readsOneNumberForThree() {
    assertThat(PixelEncoding.fromJson("{\"offset\":127,\"scale\":128}"))
        .isEqualTo(PixelEncoding.affine(127, 128));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]| The pixel encoding [1] is not a JSON object.",
        "{\"offset\"| The pixel encoding {\"offset\" is not JSON.",
        "{\"offset\":1}| The scale of a pixel encoding must be a number or three, not null.",
        "{\"offset\":[1,2],\"scale\":1}|"
            + "The offset of a pixel encoding must be a number or three, not [1,2].",
        "{\"offset\":1,\"scale\":1,\"channels\":\"hsv\"}|"
            + "The channels of a pixel encoding must be \"rgb\" or \"bgr\", not \"hsv\".",
        "{\"offset\":1,\"mean\":1}|"
            + "A pixel encoding has no 'mean', but {\"offset\":1,\"mean\":1} does."
      })
  void rejectsOtherJson(String json, String message) {
    assertThatThrownBy(() -> PixelEncoding.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message + EXAMPLE);
  }

  @Test
  void rejectsZeroScale() {
    assertThatThrownBy(() -> PixelEncoding.affine(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The pixel scale [0.0, 0.0, 0.0] must be three finite numbers other than 0.");
  }

  @Test
  void rejectsOffsetOfTwoChannels() {
    assertThatThrownBy(
            () -> PixelEncoding.of(ImmutableDoubleArray.of(1, 2), ImmutableDoubleArray.of(1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The pixel offset [1.0, 2.0] must be three finite numbers.");
  }

  private static float[] encoded(PixelEncoding encoding, float red, float green, float blue) {
    return values(encoding.encode(Picture.of(array(Shape.of(1, 1, 3), red, green, blue))));
  }
}
