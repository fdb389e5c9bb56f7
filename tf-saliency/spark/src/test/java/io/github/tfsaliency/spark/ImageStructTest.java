package io.github.tfsaliency.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

/** Spark's images become pictures. */
class ImageStructTest {
  @Test
  void bytesAreBlueGreenRed() {
    FloatNdArray pixels =
        new ImageStruct(1, 2, 3, 16, new byte[] {1, 2, 3, (byte) 200, 5, 6}).picture().pixels();

    assertThat(pixel(pixels, 0)).containsExactly(3, 2, 1);
    assertThat(pixel(pixels, 1)).containsExactly(6, 5, 200);
  }

  @Test
  void greyIsThreeTimesTheSame() {
    FloatNdArray pixels = new ImageStruct(1, 1, 1, 0, new byte[] {(byte) 130}).picture().pixels();

    assertThat(pixel(pixels, 0)).containsExactly(130, 130, 130);
  }

  @Test
  void transparencyLiesOverWhite() {
    byte[] clearAndOpaque = {10, 20, 30, 0, 10, 20, 30, (byte) 255};
    FloatNdArray pixels = new ImageStruct(1, 2, 4, 24, clearAndOpaque).picture().pixels();

    assertThat(pixel(pixels, 0)).containsExactly(255, 255, 255);
    assertThat(pixel(pixels, 1)).containsExactly(30, 20, 10);
  }

  @Test
  void whatSparkCouldNotDecodeIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageStruct(-1, -1, -1, -1, new byte[0]).picture())
        .withMessageContaining("binaryFile");
  }

  @Test
  void bytesThatAreNotThoseOfTheSizeAreAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageStruct(2, 2, 3, 16, new byte[11]).picture())
        .withMessageContaining("11 bytes");
  }

  @Test
  void aSizeThatNoPictureHasIsAnErrorBeforeItIsMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageStruct(1 << 30, 1 << 30, 1, 0, new byte[1]).picture());
  }

  @Test
  void anotherModeIsAnErrorThatNamesTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageStruct(1, 1, 3, 21, new byte[12]).picture())
        .withMessageContaining("21")
        .withMessageContaining("grey");
  }

  private static int[] pixel(FloatNdArray pixels, int column) {
    int[] channels = new int[3];
    for (int i = 0; i < 3; i++) {
      channels[i] = (int) pixels.getFloat(0, column, i);
    }
    return channels;
  }
}
