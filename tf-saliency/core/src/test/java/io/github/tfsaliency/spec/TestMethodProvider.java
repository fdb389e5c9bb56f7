package io.github.tfsaliency.spec;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.rule.LrpRule;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/** What a jar of somebody else's would bring: named in META-INF/services of the tests. */
public final class TestMethodProvider implements MethodProvider {
  /** As a service is made. */
  public TestMethodProvider() {}

  @Override
  public List<SpecRow<? extends AttributionMethod>> methods() {
    return List.of(
        SpecRow.of(
                "test-mean",
                "the mean of as many equal maps as are asked for",
                new TestMean(Gradient.of(), 2))
            .withKeys(
                SpecKey.of(
                    "copies",
                    SpecFormat.integer(),
                    TestMean::copies,
                    (method, copies) -> new TestMean(method.inner(), copies)),
                SpecKey.inner(
                    TestMean::inner, (method, inner) -> new TestMean(inner, method.copies())))
            .withCost("copies x inner"));
  }

  @Override
  public List<SpecRow<? extends GradientRule>> rules() {
    return List.of(
        SpecRow.of("test-share", "relevance times a number", new TestRule(1))
            .withKeys(
                SpecKey.of(
                    "share",
                    SpecFormat.number(),
                    rule -> rule.share().value(),
                    (rule, share) -> new TestRule(share))));
  }

  /** The mean of equal maps is the map. */
  record TestMean(AttributionMethod inner, int copies) implements AttributionMethod {
    TestMean {
      requireNonNull(inner, "inner");
    }

    @Override
    public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
      return inner.attribute(passes, batch, targets);
    }
  }

  /** What arrives, times a number, and times the layer's own gradient. */
  record TestRule(Parameter share) implements LrpRule {
    TestRule(double share) {
      this(Parameter.of("share", share));
    }

    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      Operand<T> arrived = node.tf().math.mul(node.value(share), node.upstreamGradient());
      return node.linear().transposed(arrived, node.linear().weights());
    }
  }
}
