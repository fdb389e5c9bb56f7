package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class MapSimilarityTest {
  private static final double[] A =
      IntStream.range(0, 14 * 17).mapToDouble(i -> (i * 37 % 101 - 40) / 8.0).toArray();
  private static final double[] B =
      IntStream.range(0, 14 * 17).mapToDouble(i -> (i * 53 % 97 - 30) / 8.0 + A[i] / 2).toArray();

  @Test
  void ofAMapWithItselfIsOne() {
    FloatNdArray map = Images.randomMap(new Random(1), Shape.of(12, 13, 3));

    MapSimilarity similarity = MapSimilarity.of(Attribution.of(map), Attribution.of(map));

    assertThat(similarity.rankCorrelation()).isEqualTo(1);
    assertThat(similarity.rankCorrelationOfMagnitudes()).isEqualTo(1);
    assertThat(similarity.ssim()).isCloseTo(1, offset(1e-9));
    assertThat(similarity.ssimOfMagnitudes()).isCloseTo(1, offset(1e-9));
  }

  @Test
  void agreesWithScikitImageAndSciPy() {
    MapSimilarity similarity =
        MapSimilarity.of(
            Attribution.of(Images.image(14, 17, 1, A)), Attribution.of(Images.image(14, 17, 1, B)));

    // scipy.stats.spearmanr(a, b), spearmanr(abs(a), abs(b)), SciPy 1.17.1;
    // skimage.metrics.structural_similarity(a, b, data_range=1, gaussian_weights=True, sigma=1.5,
    // use_sample_covariance=False) of a / abs(a).max() / 2 + 0.5, and of abs(a) / abs(a).max(),
    // scikit-image 0.26.0
    assertThat(similarity.rankCorrelation()).isCloseTo(0.49730951488547726, offset(1e-12));
    assertThat(similarity.rankCorrelationOfMagnitudes())
        .isCloseTo(0.19714153761514103, offset(1e-12));
    assertThat(similarity.ssim()).isCloseTo(0.4896355388163859, offset(1e-12));
    assertThat(similarity.ssimOfMagnitudes()).isCloseTo(0.3542834781012597, offset(1e-12));
  }

  @Test
  void isSymmetric() {
    FloatNdArray first = Images.image(14, 17, 1, A);
    FloatNdArray second = Images.image(14, 17, 1, B);

    assertThat(MapSimilarity.of(Attribution.of(second), Attribution.of(first)))
        .isEqualTo(MapSimilarity.of(Attribution.of(first), Attribution.of(second)));
  }

  @Test
  void ofOppositeMapsDiffersInSignAlone() {
    FloatNdArray map = Images.image(14, 17, 1, A);

    MapSimilarity similarity =
        MapSimilarity.of(
            Attribution.of(map), Attribution.of(Models.product(map, Images.ramp(-4, 0, A.length))));

    assertThat(similarity.rankCorrelation()).isEqualTo(-1);
    assertThat(similarity.rankCorrelationOfMagnitudes()).isEqualTo(1);
    assertThat(similarity.ssim()).isNegative();
    assertThat(similarity.ssimOfMagnitudes()).isCloseTo(1, offset(1e-9));
  }

  @Test
  void hasNoSsimOfMapsSmallerThanAWindow() {
    FloatNdArray map = Images.randomMap(new Random(1), Shape.of(10, 20));

    assertThat(MapSimilarity.of(Attribution.of(map), Attribution.of(map)).ssim()).isNaN();
    assertThat(MapSimilarity.of(Attribution.of(map), Attribution.of(map)).rankCorrelation())
        .isEqualTo(1);
  }

  @Test
  void isUndefinedIfAMapIsZero() {
    FloatNdArray zero = Images.image(14, 17, 1, new double[14 * 17]);

    assertThat(MapSimilarity.of(Attribution.of(Images.image(14, 17, 1, A)), Attribution.of(zero)))
        .isEqualTo(new MapSimilarity(Double.NaN, Double.NaN, Double.NaN, Double.NaN));
  }

  @Test
  void refusesMapsOfOtherShapes() {
    assertThatThrownBy(
            () -> MapSimilarity.of(Attribution.of(Images.row(1)), Attribution.of(Images.row(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The map (shape [1, 2, 1]) does not fit the map that it is compared with (shape"
                + " [1, 1, 1]).");
  }
}
