package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class CorrelationTest {
  private static final double[] A = {3, -1, -1, 2, 0, 0, 0, 5};
  private static final double[] B = {1, 1, 2, -2, 0, 4, -4, 3};

  @Test
  void ofSpearmanAgreesWithSciPy() {
    // scipy.stats.spearmanr(a, b).statistic, SciPy 1.17.1
    assertThat(Correlation.SPEARMAN.of(A, B)).isCloseTo(0.030873610217124765, offset(1e-12));
  }

  @Test
  void ofPearsonAgreesWithSciPy() {
    // scipy.stats.pearsonr(a, b).statistic, SciPy 1.17.1
    assertThat(Correlation.PEARSON.of(A, B)).isCloseTo(0.1532928390922788, offset(1e-12));
  }

  @Test
  void ofALineIsOne() {
    assertThat(Correlation.PEARSON.of(A, new double[] {7, -1, -1, 5, 1, 1, 1, 11}))
        .isCloseTo(1, offset(1e-15));
  }

  @Test
  void ofRanksIsOneForAnyRisingFunction() {
    assertThat(Correlation.SPEARMAN.of(new double[] {-2, 0, 3}, new double[] {-8, 0, 27}))
        .isEqualTo(1);
  }

  @Test
  void takesMinusZeroForZero() {
    assertThat(Correlation.SPEARMAN.of(new double[] {-0.0, 0, 1}, new double[] {4, 4, 5}))
        .isEqualTo(1);
    assertThat(Correlation.SPEARMAN.of(new double[] {-0.0, 0, 0.1}, new double[] {4, 4, 5}))
        .isEqualTo(1);
  }

  @Test
  void ranksDoublesAsItRanksFloats() {
    // A tenth is no float, an eighth is.
    double[] floats = Models.values(Images.randomMap(new Random(1), Shape.of(300)));
    double[] doubles = Arrays.stream(floats).map(value -> value * 8 / 10).toArray();

    assertThat(Ranks.centred(doubles)).isEqualTo(Ranks.centred(floats));
  }

  @Test
  void tellsApartDoublesThatAreTheSameFloat() {
    assertThat(Ranks.centred(new double[] {1 + 1e-12, 1, 1 - 1e-12})).containsExactly(1, 0, -1);
  }

  @Test
  void isUndefinedOfAConstantWhoseMeanIsRounded() {
    double[] constant = {0.1, 0.1, 0.1};

    assertThat(Correlation.PEARSON.of(constant, new double[] {1, 2, 3})).isNaN();
    assertThat(Correlation.SPEARMAN.of(new double[] {1, 2, 3}, constant)).isNaN();
  }

  @Test
  void survivesHugeAndTinyValues() {
    assertThat(Correlation.PEARSON.of(new double[] {1e300, 2e300, 3e300}, new double[] {1, 2, 3}))
        .isCloseTo(1, offset(1e-15));
    assertThat(
            Correlation.PEARSON.of(new double[] {1e-300, 2e-300, 3e-300}, new double[] {1, 2, 3}))
        .isCloseTo(1, offset(1e-15));
  }

  @Test
  void agreesWithASlowReplica() {
    Random random = new Random(1);
    double[] a = random.doubles(100).toArray();
    double[] b = random.doubles(100).toArray();

    assertThat(Correlation.PEARSON.of(a, b)).isCloseTo(slowPearson(a, b), offset(1e-12));
  }

  static double slowPearson(double[] a, double[] b) {
    double n = a.length;
    double sumA = 0;
    double sumB = 0;
    double squaresA = 0;
    double squaresB = 0;
    double products = 0;
    for (int i = 0; i < a.length; i++) {
      sumA += a[i];
      sumB += b[i];
      squaresA += a[i] * a[i];
      squaresB += b[i] * b[i];
      products += a[i] * b[i];
    }
    return (n * products - sumA * sumB)
        / Math.sqrt((n * squaresA - sumA * sumA) * (n * squaresB - sumB * sumB));
  }
}
