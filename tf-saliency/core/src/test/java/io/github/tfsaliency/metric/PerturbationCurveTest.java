package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerturbationCurveTest {
  private static PerturbationCurve curve(double[] fractions, double... scores) {
    return new PerturbationCurve(
        ImmutableDoubleArray.copyOf(fractions), ImmutableDoubleArray.copyOf(scores), scores[0]);
  }

  @Test
  void hasTheAreaOfItsTrapezoids() {
    assertThat(curve(new double[] {0, 0.25, 1}, 4, 2, 0).area()).isEqualTo(0.25 * 3 + 0.75 * 1);
  }

  @Test
  void thatEndsEarlyHasItsMeanHeightAsArea() {
    assertThat(curve(new double[] {0, 0.125, 0.25}, 5, 5, 5).area()).isEqualTo(5);
  }

  @Test
  void hasTheMeanDropAsAopc() {
    assertThat(curve(new double[] {0, 0.1, 0.2, 0.3}, 8, 7, 4, 1).aopc())
        .isEqualTo((0 + 1 + 4 + 7) / 4.0);
  }

  @Test
  void ofAMeanHasTheMeanOfTheAreas() {
    PerturbationCurve first = curve(new double[] {0, 0.5, 1}, 4, 2, 1);
    PerturbationCurve second = curve(new double[] {0, 0.5, 1}, 8, 8, 1);

    PerturbationCurve mean = PerturbationCurve.mean(List.of(first, second));

    assertThat(mean).isEqualTo(curve(new double[] {0, 0.5, 1}, 6, 5, 1));
    assertThat(mean.area()).isEqualTo((first.area() + second.area()) / 2);
  }

  @Test
  void refusesTheMeanOfNone() {
    assertThatThrownBy(() -> PerturbationCurve.mean(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The mean of curves takes at least 1 curve, but got 0.");
  }

  @Test
  void refusesTheMeanOverOtherFractions() {
    assertThatThrownBy(
            () ->
                PerturbationCurve.mean(
                    List.of(curve(new double[] {0, 1}, 1, 1), curve(new double[] {0, 0.5}, 1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The curve has the fractions [0.0, 0.5], the first one has [0.0, 1.0].\n"
                + "Maybe the inputs differ in size.");
  }

  @Test
  void refusesAPoint() {
    assertThatThrownBy(() -> curve(new double[] {0}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A curve of at least 2 points cannot have 1 fractions and 1 scores.");
  }

  @Test
  void refusesFractionsThatDoNotAscend() {
    assertThatThrownBy(() -> curve(new double[] {0, 0.5, 0.5}, 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The fractions [0.0, 0.5, 0.5] must ascend from 0 to at most 1.");
  }

  @Test
  void refusesScoresThatAreNotFinite() {
    assertThatThrownBy(() -> curve(new double[] {0, 1}, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The scores [1.0, NaN], and that of the input (1.0), must be finite.");
  }
}
