package io.github.tfsaliency.engine.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.gradient.Replaces;
import io.github.tfsaliency.rule.AlphaBeta;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.RectGrad;
import io.github.tfsaliency.rule.ZBox;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/** The parameters of a rule are fed; what else its record holds decides its graph. */
class RuleComponentsTest {
  private record TwoGammas(Parameter ofPositive, Parameter ofNegative) implements Replaces {
    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      return node.upstreamGradient();
    }
  }

  private static Object structure(GradientRule rule) {
    return RuleComponents.of(rule).structure();
  }

  @Test
  void rulesThatDifferInParametersAloneHaveOneStructure() {
    assertThat(structure(new Epsilon(0.1))).isEqualTo(structure(new Epsilon(0.2)));
    assertThat(structure(ZBox.of(0, 1))).isEqualTo(structure(ZBox.of(-1, 2)));
  }

  @Test
  void rulesOfTwoClassesHaveTwoStructures() {
    assertThat(structure(new Gamma(0.1))).isNotEqualTo(structure(new Epsilon(0.1)));
  }

  @Test
  void whatIsNoParameterIsStructure() {
    Parameter number = Parameter.of(98);

    assertThat(structure(new RectGrad(RectGrad.Threshold.PERCENTILE, number, true)))
        .isNotEqualTo(structure(new RectGrad(RectGrad.Threshold.PERCENTILE, number, false)));
  }

  @Test
  void theLengthOfAListIsStructure() {
    ImmutableList<Parameter> low = ImmutableList.of(Parameter.of(0), Parameter.of(0));
    ImmutableList<Parameter> high = ImmutableList.of(Parameter.of(1), Parameter.of(1));

    assertThat(structure(new ZBox(low, high))).isNotEqualTo(structure(ZBox.of(0, 1)));
  }

  @Test
  void numbersHaveTheNamesOfTheirComponents() {
    assertThat(RuleComponents.of(new AlphaBeta(2, 1)).numbers())
        .containsEntry("alpha", 2.0)
        .containsEntry("beta", 1.0)
        .hasSize(2);
    assertThat(RuleComponents.of(ZBox.of(-1, 2)).numbers())
        .containsEntry("low_0", -1.0)
        .containsEntry("high_0", 2.0)
        .hasSize(2);
  }

  @Test
  void aParameterInTwoPlacesIsNotTwoParameters() {
    Parameter shared = Parameter.of(0.25);

    assertThat(structure(new TwoGammas(shared, shared)))
        .isNotEqualTo(structure(new TwoGammas(Parameter.of(0.25), Parameter.of(0.25))));
  }

  @Test
  void aParameterThatIsNoComponentIsNamed() {
    RuleComponents components = RuleComponents.of(new Epsilon(0.1));

    assertThatThrownBy(() -> components.name(Parameter.of(0.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The parameter 0.1 is not a component of the rule"
                + " 'io.github.tfsaliency.rule.Epsilon'.");
  }

  @SuppressWarnings("ArrayRecordComponent") // what is refused
  private record WithArray(double[] values) implements Replaces {
    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      return node.upstreamGradient();
    }
  }

  private record NamedAlike(ImmutableList<Parameter> low, Parameter low_0) implements Replaces {
    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      return node.upstreamGradient();
    }
  }

  @Test
  void anArrayIsRefused() {
    assertThatThrownBy(() -> RuleComponents.of(new WithArray(new double[] {1})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The component 'values' of the rule '")
        .hasMessageEndingWith(
            "WithArray' is an array, which is equal to no other array, so every call would build a"
                + " new graph.\n"
                + "Maybe make it a list.");
  }

  @Test
  void twoNumbersOfOneNameAreRefused() {
    NamedAlike rule = new NamedAlike(ImmutableList.of(Parameter.of(0)), Parameter.of(1));

    assertThatThrownBy(() -> RuleComponents.of(rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "NamedAlike' has two numbers that are called 'low_0'.\n"
                + "Maybe rename one of its components.");
  }

  @Test
  void aNumberThatIsNotFiniteIsNamed() {
    assertThatThrownBy(() -> new Gamma(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The gamma (NaN) must be finite.");
  }
}
