package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.method.path.Quadrature;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.segment.Segments;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import io.github.tfsaliency.support.ScoredGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class XraiTest {
  @ParameterizedTest
  @CsvSource({
    "color, full",
    "color, fast",
    "tall, full",
    "tall, fast",
    "gray, full",
    "gray, fast",
  })
  void mapIsThatOfTheAuthors(String image, String algorithm) {
    try (References references = References.of("segments/segments")) {
      FloatNdArray pixels = references.floats(image + "/image");
      Shape shape = pixels.shape();
      FloatNdArray input = NdArrays.ofFloats(Shape.of(1).append(shape));
      input.set(pixels, 0);
      FloatNdArray expected = references.floats(image + "/xrai_" + algorithm);
      FloatNdArray weights = references.floats(image + "/weights");
      Xrai xrai = Xrai.of().withSteps(5).withQuadrature(Quadrature.ENDS);

      float[] map =
          ScoredGraphs.map(
              ScoredGraphs.linear(
                  ScoredGraphs.doubles(weights),
                  (int) shape.get(0),
                  (int) shape.get(1),
                  (int) shape.get(2)),
              algorithm.equals("fast") ? xrai.withRanking(Xrai.Ranking.ONCE) : xrai,
              input,
              0);

      double largest =
          Maps.of(ScoredGraphs.array(toDoubles(map), shape.get(0), shape.get(1)), expected)
              .largestError();
      assertThat(largest).isLessThan(1e-5);
    }
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** The model is linear: from zero, a pixel's attribution is its weight times its value. */
  @Test
  void givenRegionsOverlapAndTheBestComesFirst() {
    double[] weights = {4, 4, 1, 1, -2, -2};
    Segments left = Segments.of(new int[][] {{0, 0, 0, 0, -1, -1}});
    Segments first = Segments.of(new int[][] {{0, 0, -1, -1, -1, -1}});

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, 1, 6, 1),
            Xrai.of().withBaselines(Baseline.constant(0)).withRegions(left, first).withMinPixels(1),
            ScoredGraphs.array(new double[] {1, 1, 1, 1, 1, 1}, 1, 1, 6, 1),
            0);

    assertThat(map).containsExactly(new float[] {4, 4, 1, 1, -2, -2}, within(1e-5f));
  }

  @Test
  void regionsThatAddTooLittleShareTheMeanOfTheRest() {
    double[] weights = {4, 4, 1, 1, -2, -2};
    Segments left = Segments.of(new int[][] {{0, 0, 0, 0, -1, -1}});
    Segments first = Segments.of(new int[][] {{0, 0, -1, -1, -1, -1}});

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, 1, 6, 1),
            Xrai.of().withBaselines(Baseline.constant(0)).withRegions(left, first).withMinPixels(3),
            ScoredGraphs.array(new double[] {1, 1, 1, 1, 1, 1}, 1, 1, 6, 1),
            0);

    assertThat(map).containsExactly(new float[] {2.5f, 2.5f, 2.5f, 2.5f, -2, -2}, within(1e-5f));
  }

  @Test
  void pixelsCountByTheirLargestChannel() {
    double[] weights = {1, 5, 2, -3};

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, 1, 2, 2),
            Xrai.of()
                .withBaselines(Baseline.constant(0))
                .withRegions(Segments.grid(1, 2, 1, 2))
                .withMinPixels(1),
            ScoredGraphs.array(new double[] {1, 1, 1, 1}, 1, 1, 2, 2),
            0);

    assertThat(map).containsExactly(new float[] {5, 2}, within(1e-5f));
  }

  @Test
  void aFlatImageGetsNothing() {
    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.nonlinear(9, 8, 3),
            Xrai.of(),
            ScoredGraphs.array(new double[216], 1, 9, 8, 3),
            0);

    assertThat(map).containsOnly(0);
  }

  @Test
  void refusesWhatIsNoImage() {
    assertThatThrownBy(
            () -> ScoredGraphs.map(ScoredGraphs.nonlinear(6), Xrai.of(), Inputs.normal(1, 1, 6), 0))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            """
            XRAI needs samples of shape [height, width, channels], but those of 'x' have the shape [6].
            Maybe use integrated gradients, with which it begins.\
            """);
  }

  @Test
  void refusesBadNumbers() {
    assertThatThrownBy(() -> Xrai.of().withSteps(0))
        .hasMessage("The number of steps (0) must be at least 1.");
    assertThatThrownBy(() -> Xrai.of().withMinPixels(0))
        .hasMessage("The smallest number of new pixels of a region (0) must be positive.");
  }
}
