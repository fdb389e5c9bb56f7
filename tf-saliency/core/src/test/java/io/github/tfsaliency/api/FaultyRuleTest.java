package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.WeightPart;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.LrpRule;
import io.github.tfsaliency.rule.Redistribution;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/** A rule of one's own that does not keep its contract is named, and not the model. */
class FaultyRuleTest {
  /** Reads a part of the weights that it does not announce. */
  record OfUnknownPart() implements LrpRule {
    @Override
    public ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
      return ImmutableSet.of();
    }

    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      return node.linear().weights(WeightPart.POSITIVE);
    }
  }

  /** Shares among nothing. */
  record OfNoTerms() implements LrpRule {
    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      return Redistribution.of(node).share(node.upstreamGradient());
    }
  }

  /** Hands down what arrives, whatever the layer reads. */
  record OfAnotherShape() implements LrpRule {
    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      return node.upstreamGradient();
    }
  }

  private static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(new OfAnotherShape(), "gives a gradient of shape ["),
        Arguments.of(new OfUnknownPart(), "fails: The weights' part POSITIVE is not among []"),
        Arguments.of(new OfNoTerms(), "fails: The sum has no terms"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void itsClassTheNodeAndTheFaultAreNamed(LrpRule rule, String fault) {
    try (Model model = Model.load(References.model("mlp"))) {
      assertThatThrownBy(
              () -> {
                var unused =
                    Saliency.of(model).method(Lrp.of(rule)).compute(Inputs.normal(1, 2, 12));
              })
          .isInstanceOf(SaliencyException.class)
          .hasMessageStartingWith(
              "The rule %s (class '%s') %s", rule.toString(), rule.getClass().getName(), fault)
          .hasMessageContaining(" at the node '")
          .hasMessageEndingWith("\nMaybe the rule does not support such a layer, or has a bug.");
    }
  }
}
