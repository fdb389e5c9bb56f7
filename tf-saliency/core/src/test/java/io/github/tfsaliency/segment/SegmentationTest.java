package io.github.tfsaliency.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import io.github.tfsaliency.support.ScoredGraphs;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

class SegmentationTest {
  static Stream<Arguments> labels() {
    return Stream.of("color", "tall", "gray")
        .flatMap(
            image ->
                Stream.of(
                    Arguments.of(image, "felzenszwalb_50", Felzenszwalb.of(50)),
                    Arguments.of(image, "felzenszwalb_300", Felzenszwalb.of(300)),
                    Arguments.of(image, "slic_50", Slic.of(50)),
                    Arguments.of(image, "slic_7", Slic.of(7))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("labels")
  void segmentsAreThoseOfScikitImage(String image, String path, Segmentation segmentation) {
    try (References references = References.of("segments/segments")) {
      Segments segments = segmentation.segment(references.floats(image + "/image"));

      assertThat(segments).isEqualTo(segments(references.floats(image + "/" + path)));
    }
  }

  private static Segments segments(FloatNdArray labels) {
    int height = (int) labels.shape().get(0);
    int width = (int) labels.shape().get(1);
    int[][] rows = new int[height][width];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        rows[row][column] = (int) labels.getFloat(row, column);
      }
    }
    return Segments.of(rows);
  }

  static Stream<Arguments> segmentations() {
    return Stream.of(Arguments.of(Felzenszwalb.of(10).withSigma(0)), Arguments.of(Slic.of(2)))
        .flatMap(each -> Stream.of(1, 3, 4).map(channels -> Arguments.of(each.get()[0], channels)));
  }

  @ParameterizedTest
  @MethodSource("segmentations")
  void twoFlatHalvesAreTwoSegments(Segmentation segmentation, int channels) {
    double[] values = new double[10 * 20 * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / channels % 20 < 10 ? 0.1 : 0.9;
    }

    Segments segments = segmentation.segment(ScoredGraphs.array(values, 10, 20, channels));

    assertThat(segments).isEqualTo(Segments.grid(10, 20, 1, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFlatImageIsOneSegmentToFelzenszwalb(int channels) {
    Segments segments =
        Felzenszwalb.of(100).segment(ScoredGraphs.array(new double[64 * channels], 8, 8, channels));

    assertThat(segments.count()).isEqualTo(1);
  }

  @Test
  void slicMayBeAskedForAsManySegmentsAsPixels() {
    Segments segments = Slic.of(1000).segment(Inputs.uniform(1, 4, 5, 3));

    assertThat(segments.count()).isBetween(1, 20);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 40})
  void slicCutsImagesOfOneRowOrColumn(long height) {
    Segments segments =
        Slic.of(4).segment(ScoredGraphs.array(new double[40], height, 40 / height, 1));

    assertThat(segments.count()).isEqualTo(4);
  }

  @Test
  void refusesBadNumbers() {
    assertThatThrownBy(() -> Slic.of(0)).hasMessage("The number of segments (0) must be positive.");
    assertThatThrownBy(() -> Slic.of(5).withCompactness(-1))
        .hasMessage("The compactness (-1.0) must be positive and finite.");
    assertThatThrownBy(() -> Felzenszwalb.of(-1))
        .hasMessage("The scale (-1.0) must be finite and not negative.");
    assertThatThrownBy(() -> Felzenszwalb.of(1).withSigma(Double.NaN))
        .hasMessage("The smoothing (NaN) must be finite and not negative.");
    assertThatThrownBy(() -> Felzenszwalb.of(1).withMinSize(-1))
        .hasMessage("The smallest size (-1) must not be negative.");
  }

  @Test
  void refusesABatch() {
    assertThatThrownBy(() -> Slic.of(5).segment(Inputs.uniform(1, 2, 4, 4, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            An image of shape [2, 4, 4, 3] cannot be divided into segments.
            Maybe give one image [height, width, channels].\
            """);
  }
}
