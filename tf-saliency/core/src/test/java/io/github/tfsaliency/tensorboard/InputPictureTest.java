package io.github.tfsaliency.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.image.PixelEncoding;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** How inputs become pictures. */
class InputPictureTest {
  @Test
  void aKnownEncodingIsUndone() {
    FloatNdArray pixel = sample(1, 1, 3, 0f, 0.2f, 1f);

    assertThat(pixels(pixel, Optional.of(PixelEncoding.zeroToOne()))).containsExactly(0, 51, 255);
  }

  @Test
  void withoutAnEncodingTheSmallestValueIsBlackAndTheLargestWhite() {
    FloatNdArray pixels = sample(1, 2, 3, -1f, -1f, 0f, 1f, 4f, 1f);

    assertThat(pixels(pixels, Optional.empty())).containsExactly(0, 0, 51, 102, 255, 102);
  }

  @Test
  void otherNumbersOfChannelsBecomeGrey() {
    FloatNdArray pixels = sample(1, 2, 2, 0f, 2f, 5f, 7f);

    assertThat(pixels(pixels, Optional.of(PixelEncoding.zeroToOne())))
        .containsExactly(0, 0, 0, 255, 255, 255);
  }

  @Test
  void aConstantInputIsBlack() {
    assertThat(pixels(sample(1, 1, 1, 7f), Optional.empty())).containsExactly(0, 0, 0);
  }

  private static float[] pixels(FloatNdArray sample, Optional<PixelEncoding> encoding) {
    FloatNdArray pixels = InputPicture.of(sample, encoding).pixels();
    float[] values = new float[Math.toIntExact(pixels.size())];
    pixels.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  private static FloatNdArray sample(long height, long width, long channels, float... values) {
    return NdArrays.wrap(Shape.of(height, width, channels), DataBuffers.of(values, true, false));
  }
}
