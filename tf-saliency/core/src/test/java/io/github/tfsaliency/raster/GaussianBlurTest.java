package io.github.tfsaliency.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.support.DirectBlur;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianBlurTest {
  private static final int HEIGHT = 9;
  private static final int WIDTH = 7;
  private static final int CHANNELS = 2;
  private static final double ROUNDING = 1e-13;

  private static float[] noise() {
    float[] values = new float[HEIGHT * WIDTH * CHANNELS];
    Random random = new Random(3);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.3f;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.13, 0.5, 1, 1.01, 2.7, 12})
  void isTheFilterInTwoDimensions(double sigma) {
    double[][] blurred = GaussianBlur.of(noise(), 0, HEIGHT, WIDTH, CHANNELS).at(sigma);

    double[] expected = DirectBlur.of(noise(), HEIGHT, WIDTH, CHANNELS, sigma);
    for (int i = 0; i < expected.length; i++) {
      assertThat(blurred[i / (WIDTH * CHANNELS)][i % (WIDTH * CHANNELS)])
          .isCloseTo(expected[i], within(ROUNDING));
    }
  }

  /** As scipy.ndimage.gaussian_filter(image, [1.5, 1.5, 0], mode="constant") in float64. */
  @Test
  void isThatOfScipy() {
    float[] image = new float[12];
    for (int i = 0; i < image.length; i++) {
      image[i] = (i * i) % 7;
    }

    double[][] blurred = GaussianBlur.of(image, 0, 3, 2, 2).at(1.5);

    double[][] expected = {
      {0.460858755364806, 0.5734831063579665, 0.5117478398565679, 0.5308425635094041},
      {0.5268884825284849, 0.7475773698603808, 0.5692261585402945, 0.6799098453161783},
      {0.43580363561599733, 0.6984515314979862, 0.4617911871609624, 0.6309094557026269}
    };
    for (int y = 0; y < 3; y++) {
      assertThat(blurred[y]).containsExactly(expected[y], within(1e-14));
    }
  }

  @Test
  void belowAnEighthOfAPixelNothingIsBlurred() {
    float[] same = new float[noise().length];

    GaussianBlur.write(GaussianBlur.of(noise(), 0, HEIGHT, WIDTH, CHANNELS).at(0.124), same, 0);

    assertThat(same).isEqualTo(noise());
  }

  @Test
  void readsAndWritesFromAnOffset() {
    float[] image = noise();
    float[] shifted = new float[image.length + 5];
    System.arraycopy(image, 0, shifted, 5, image.length);
    float[] blurred = new float[image.length + 3];

    GaussianBlur.write(GaussianBlur.of(shifted, 5, HEIGHT, WIDTH, CHANNELS).at(0), blurred, 3);

    assertThat(blurred).startsWith(0, 0, 0).endsWith(image);
  }
}
