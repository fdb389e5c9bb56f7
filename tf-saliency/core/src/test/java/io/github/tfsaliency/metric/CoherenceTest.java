package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class CoherenceTest {
  private static final FloatNdArray PICTURE = Images.image(2, 2, 1, 1, 2, 3, 5);

  @Test
  void ofAConstantMapIsNeitherSparseNorGrainy() {
    Coherence coherence =
        Coherence.of(Attribution.of(Images.image(2, 2, 1, -3, 3, 3, -3)), PICTURE);

    assertThat(coherence.gini()).isCloseTo(0, offset(1e-15));
    assertThat(coherence.totalVariation()).isZero();
  }

  @Test
  void ofOnePixelIsAsSparseAsCanBe() {
    assertThat(Coherence.of(Attribution.of(Images.image(2, 2, 1, 0, 0, -7, 0)), PICTURE).gini())
        .isEqualTo(1 - 1 / 4.0);
  }

  @Test
  void hasTheGiniIndexOfMeanDifferences() {
    // Sum over all pairs of |a - b| / (2 n^2 mean): (1 + 2 + 3 + 1 + 2 + 1) 2 / (2 x 16 x 2.5)
    assertThat(Coherence.of(Attribution.of(Images.image(2, 2, 1, 3, -1, 2, 4)), PICTURE).gini())
        .isCloseTo(0.25, offset(1e-15));
  }

  @Test
  void hasTheVariationOfItsNeighbours() {
    // |1 - 2|, |3 - 6|, |1 - 3|, |2 - 6| over the mean 3
    assertThat(
            Coherence.of(Attribution.of(Images.image(2, 2, 1, 1, -2, 3, 6)), PICTURE)
                .totalVariation())
        .isEqualTo((1 + 3 + 2 + 4) / 4.0 / 3);
  }

  @Test
  void sumsMagnitudesOfChannels() {
    assertThat(
            Coherence.of(Attribution.of(Images.image(2, 2, 2, 1, 0, -1, 1, 1, -2, 3, -3)), PICTURE))
        .isEqualTo(Coherence.of(Attribution.of(Images.image(2, 2, 1, 1, 2, 3, 6)), PICTURE));
  }

  @Test
  void ofTheEdgesThemselvesCorrelatesPerfectly() {
    FloatNdArray step = Images.image(3, 4, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1);
    FloatNdArray edges = Images.image(3, 4, 1, 0, -4, 4, 0, 0, 4, 4, 0, 0, -4, 4, 0);

    Coherence coherence = Coherence.of(Attribution.of(edges), step);

    assertThat(coherence.edgeCorrelation()).isCloseTo(1, offset(1e-15));
    assertThat(coherence.edgeRankCorrelation()).isCloseTo(1, offset(1e-15));
  }

  @Test
  void agreesWithTheSobelFilterOfSciPy() {
    double[] map =
        IntStream.range(0, 14 * 17).mapToDouble(i -> (i * 37 % 101 - 40) / 8.0).toArray();
    double[] picture = IntStream.range(0, 14 * 17).mapToDouble(i -> i * 29 % 83).toArray();

    Coherence coherence =
        Coherence.of(
            Attribution.of(Images.image(14, 17, 1, map)), Images.array(Shape.of(14, 17), picture));

    // numpy.hypot(sobel(p, axis=0, mode='nearest'), sobel(p, axis=1, mode='nearest')),
    // numpy.corrcoef and scipy.stats.spearmanr with abs(a), SciPy 1.17.1
    assertThat(coherence.edgeCorrelation()).isCloseTo(0.006199410606215482, offset(1e-12));
    assertThat(coherence.edgeRankCorrelation()).isCloseTo(-0.017125197660645793, offset(1e-12));
  }

  @Test
  void doesNotDependOnTheEncodingOfThePicture() {
    FloatNdArray map = Images.image(2, 2, 1, 1, 2, 3, 6);
    Coherence expected = Coherence.of(Attribution.of(map), PICTURE);

    Coherence actual = Coherence.of(Attribution.of(map), Images.image(2, 2, 1, -1, -3, -5, -9));

    assertThat(actual.edgeCorrelation()).isCloseTo(expected.edgeCorrelation(), offset(1e-12));
    assertThat(actual.edgeRankCorrelation()).isEqualTo(expected.edgeRankCorrelation());
  }

  @Test
  void averagesTheChannelsOfThePicture() {
    FloatNdArray map = Images.image(2, 2, 1, 1, 2, 3, 6);

    assertThat(Coherence.of(Attribution.of(map), Images.image(2, 2, 2, 0, 2, 1, 3, 6, 0, 5, 5)))
        .isEqualTo(Coherence.of(Attribution.of(map), PICTURE));
  }

  @Test
  void isUndefinedOfAMapOfZeros() {
    assertThat(Coherence.of(Attribution.of(Images.image(2, 2, 1, 0, 0, 0, 0)), PICTURE))
        .isEqualTo(new Coherence(Double.NaN, Double.NaN, Double.NaN, Double.NaN));
  }

  @Test
  void hasNoCorrelationWithAPictureWithoutEdges() {
    Coherence coherence =
        Coherence.of(
            Attribution.of(Images.image(2, 2, 1, 1, 2, 3, 6)), Images.image(2, 2, 1, 7, 7, 7, 7));

    assertThat(coherence.edgeCorrelation()).isNaN();
    assertThat(coherence.edgeRankCorrelation()).isNaN();
  }

  @Test
  void refusesAPictureOfAnotherSize() {
    assertThatThrownBy(() -> Coherence.of(Attribution.of(PICTURE), Images.row(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The picture (shape [1, 2, 1]) does not fit the map (shape [2, 2, 1]).");
  }

  @Test
  void refusesAPictureThatIsNotFinite() {
    assertThatThrownBy(
            () ->
                Coherence.of(
                    Attribution.of(PICTURE),
                    Images.image(2, 2, 1, 1, Double.POSITIVE_INFINITY, 0, 0)))
        .isInstanceOf(NonFiniteValueException.class)
        .hasMessage("The picture has the value Infinity at [0, 1, 0].");
  }
}
