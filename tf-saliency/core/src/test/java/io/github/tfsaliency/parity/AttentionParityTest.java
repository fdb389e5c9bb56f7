package io.github.tfsaliency.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The relevance of a vision transformer agrees with what AttnLRP's authors' own code computes. */
class AttentionParityTest {
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"attnlrp_epsilon", "attnlrp_epsilon_plus"})
  void visionTransformerAgreesElementByElement(String name) {
    Lrp method = name.endsWith("plus") ? Lrp.of(Composite.epsilonPlus()) : Lrp.epsilon(1e-6);
    try (References references = References.of("vit_attnlrp");
        Model model = Model.load(References.model("vit"))) {
      Attribution attribution =
          Saliency.of(model)
              .method(method)
              .target(Target.classIndices(references.targets()))
              .compute(references.input());

      Maps maps = Maps.of(attribution.values(), references.floats("attribution/" + name));
      assertThat(maps.largestError()).isLessThanOrEqualTo(TOLERANCE);
    }
  }
}
