package io.github.tfsaliency.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class BandsTest {
  private static final Path PICTURES = Path.of("src/test/resources/image/bands");

  @TempDir Path folder;

  /** The values are those of the formula in make_band_pictures.py. */
  @ParameterizedTest
  @CsvSource({
    "five16.tif, 5, 16, 65536",
    "five16planes.tif, 5, 16, 65536",
    "five8deflate.tif, 5, 8, 256",
    "rgb16.tif, 3, 16, 65536",
    "rgb16.png, 3, 16, 65536",
    "rgb8.tif, 3, 8, 256",
    "rgbn16.tif, 4, 16, 65536",
    "grey16.tif, 1, 16, 65536"
  })
  void everyBandIsReadAsItIs(String name, int count, int bits, int top) {
    Bands bands = Bands.read(PICTURES.resolve(name));

    assertThat(bands.bits()).isEqualTo(bits);
    FloatNdArray values = bands.values();
    assertThat(values.shape()).isEqualTo(Shape.of(4, 5, count));
    values
        .scalars()
        .forEachIndexed(
            (place, value) -> assertThat(value.getFloat()).isEqualTo(expected(place, top)));
  }

  @Test
  void numbersOfOtherTypesAreTakenAsTheyAre() {
    Bands bands = Bands.read(PICTURES.resolve("five32.tif"));

    assertThat(bands.bits()).isEqualTo(32);
    bands
        .values()
        .scalars()
        .forEachIndexed(
            (place, value) ->
                assertThat(value.getFloat()).isEqualTo(expected(place, 65536) / 65536));
  }

  @ParameterizedTest
  @CsvSource({
    "rgb16.tif, true",
    "rgb16.png, true",
    "grey16.tif, true",
    "rgb8.tif, false",
    "rgbn16.tif, false"
  })
  void moreThanEightBitsAreFine(String name, boolean fine) {
    assertThat(Bands.isFine(PICTURES.resolve(name))).isEqualTo(fine);
  }

  @Test
  void sixteenBitsAreEncodedWithoutRounding() {
    Bands bands = Bands.read(PICTURES.resolve("rgb16.tif"));
    PixelEncoding encoding =
        PixelEncoding.of(ImmutableDoubleArray.of(1, 2, 3), ImmutableDoubleArray.of(2, 4, 8))
            .withChannels(ChannelOrder.BGR);

    FloatNdArray encoded = encoding.encode(bands, 3);

    FloatNdArray values = bands.values();
    assertThat(encoded.getFloat(1, 2, 0))
        .isEqualTo((values.getFloat(1, 2, 2) / 257 - 1) / 2, within(1e-5f));
    assertThat(encoded.getFloat(1, 2, 2))
        .isEqualTo((values.getFloat(1, 2, 0) / 257 - 3) / 8, within(1e-5f));
  }

  /** What Picture makes of 8 bits, Bands makes too. */
  @Test
  void eightBitsAreEncodedAsAPictureIs() {
    Path file = PICTURES.resolve("rgb8.tif");

    assertThat(PixelEncoding.torch().encode(Bands.read(file), 3))
        .isEqualTo(PixelEncoding.torch().encode(Picture.read(file)));
  }

  @Test
  void oneBandIsTakenForAllOfThree() {
    Bands bands = Bands.read(PICTURES.resolve("grey16.tif"));

    FloatNdArray encoded = PixelEncoding.raw().encode(bands, 3);

    assertThat(encoded.getFloat(1, 2, 0))
        .isEqualTo(bands.values().getFloat(1, 2, 0) / 257)
        .isEqualTo(encoded.getFloat(1, 2, 2));
  }

  @Test
  void otherNumbersOfBandsAreRefused() {
    Bands bands = Bands.read(PICTURES.resolve("five16.tif"));

    assertThatThrownBy(() -> PixelEncoding.raw().encode(bands, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 5 bands, but the model takes 4");
    assertThatThrownBy(() -> PixelEncoding.torch().encode(bands, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for each of three channels");
  }

  /** Each band as Picture resizes it, but for its rounding after each of the two passes. */
  @Test
  void aBandIsResizedAsAPictureIs() {
    Path file = PICTURES.resolve("rgb8.tif");

    FloatNdArray fine = Bands.read(file).fit(3, 3).values();

    FloatNdArray rounded = Picture.read(file).fit(3, 3).pixels();
    fine.scalars()
        .forEachIndexed(
            (place, value) ->
                assertThat(value.getFloat()).isCloseTo(rounded.getFloat(place), within(1.5f)));
  }

  @Test
  void threeBandsAreShownInTheOrderThatWasAsked() {
    Picture shown = Bands.read(PICTURES.resolve("five8deflate.tif")).shown(3, 2, 0);

    FloatNdArray pixels = shown.pixels();
    assertThat(pixels.getFloat(2, 1, 0)).isEqualTo(255);
    assertThat(pixels.getFloat(2, 1, 1)).isEqualTo(2);
    assertThat(pixels.getFloat(2, 1, 2)).isEqualTo(8);
  }

  @Test
  void otherThanBytesAreShownFromTheSmallestToTheLargest() {
    FloatNdArray pixels = Bands.read(PICTURES.resolve("five32.tif")).shown(0, 1, 2).pixels();

    float[] range = {255, 0};
    pixels
        .scalars()
        .forEach(
            value -> {
              range[0] = Math.min(range[0], value.getFloat());
              range[1] = Math.max(range[1], value.getFloat());
            });
    assertThat(range).containsExactly(0, 255);
  }

  /** Sizes, numbers of bands and places of values with the largest number in their field. */
  @ParameterizedTest
  @ValueSource(ints = {18, 30, 42, 54, 66, 78, 90, 102, 114, 126})
  void aHeaderThatPromisesTooMuchIsAnErrorInWords(int field) throws IOException {
    byte[] bytes = Files.readAllBytes(PICTURES.resolve("five16.tif"));
    Arrays.fill(bytes, field, field + 4, (byte) 0x7f);
    Path hostile = folder.resolve("hostile.tif");
    Files.write(hostile, bytes);

    try {
      Bands read = Bands.read(hostile);
      // A resolution, a software's name and the like say nothing of the pixels.
      assertThat(read.values().shape()).isEqualTo(Shape.of(4, 5, 5));
    } catch (SaliencyException e) {
      assertThat(e).hasMessageContaining("hostile.tif");
    }
  }

  @Test
  void whatIsNoPictureIsAnErrorInWords() throws IOException {
    Path file = Files.writeString(folder.resolve("a.tif"), "II*\0no picture");

    assertThat(Bands.isFine(file)).isFalse();
    assertThatThrownBy(() -> Bands.read(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("a.tif");
  }

  private static float expected(long[] place, int top) {
    return (place[0] * 7919 + place[1] * 104729 + place[2] * 1299709 + 17) % top;
  }
}
