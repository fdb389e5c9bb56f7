package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.Pass;
import io.github.tfsaliency.rule.WSquare;
import io.github.tfsaliency.rule.ZPlus;
import io.github.tfsaliency.support.References;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Which layer of a small network gets which rule, and what does not fit. */
@TestInstance(Lifecycle.PER_CLASS)
class CompositeTest {
  @AutoClose private final Model vgg = Model.load(References.model("vgg"));

  private List<String> linearRules(Composite composite) {
    return Saliency.of(vgg).method(Lrp.of(composite)).rules().stream()
        .filter(rule -> rule.layer().op().equals("Conv2D") || rule.layer().op().equals("MatMul"))
        .map(rule -> rule.rule().orElse("none"))
        .toList();
  }

  @Test
  void theFirstEntryThatMatchesApplies() {
    Composite composite =
        Composite.empty()
            .withRule(LayerSelector.first(), new WSquare())
            .withRule(LayerSelector.kind(LayerKind.CONVOLUTION), new Gamma(0.25))
            .withRule(LayerSelector.linear(), new Epsilon(1e-6));

    assertThat(linearRules(composite))
        .containsExactly(
            "lrp-w-square", "lrp-gamma", "lrp-gamma", "lrp-gamma", "lrp-epsilon", "lrp-epsilon");
  }

  @Test
  void whatIsPrependedTakesPrecedenceOverAPreset() {
    Composite composite =
        Composite.epsilonPlus()
            .withRuleFirst(LayerSelector.last(), new ZPlus())
            .withRuleFirst(LayerSelector.named(".*conv_3.*"), new Flat());

    assertThat(linearRules(composite))
        .containsExactly(
            "lrp-z-plus", "lrp-flat", "lrp-z-plus", "lrp-z-plus", "lrp-epsilon", "lrp-z-plus");
  }

  @Test
  void aRangeCountsLinearLayersInExecutionOrder() {
    Composite composite =
        Composite.uniform(new Epsilon(0)).withRuleFirst(LayerSelector.index(1, 3), new Flat());

    assertThat(linearRules(composite))
        .containsExactly(
            "lrp-epsilon", "lrp-flat", "lrp-flat", "lrp-epsilon", "lrp-epsilon", "lrp-epsilon");
  }

  @Test
  void aPredicateOfOnesOwnChoosesLayers() {
    LayerSelector even = layer -> layer.index() % 2 == 0;

    assertThat(linearRules(Composite.uniform(new Epsilon(0)).withRuleFirst(even, new Flat())))
        .containsExactly(
            "lrp-flat", "lrp-epsilon", "lrp-flat", "lrp-epsilon", "lrp-flat", "lrp-epsilon");
  }

  @Test
  void aNameThatAlsoMatchesOtherLayersChoosesThoseThatTheRuleIsFor() {
    Composite composite =
        Composite.epsilonPlus().withRuleFirst(LayerSelector.named(".*"), new Epsilon(0.1));

    assertThat(linearRules(composite)).containsOnly("lrp-epsilon");
  }

  @Test
  void theOrderOfNarrowingDoesNotMatter() {
    Layer layer = new Layer(LayerKind.CONVOLUTION, "conv", "Conv2D", 0, true, false);
    LayerSelector convolutions = LayerSelector.kind(LayerKind.CONVOLUTION);

    assertThat(LayerSelector.first().and(convolutions).matches(layer)).isTrue();
    assertThat(convolutions.and(LayerSelector.last()).matches(layer)).isFalse();
  }

  @Test
  void anEntryThatChoosesNothingIsRefused() {
    Composite composite =
        Composite.epsilonPlus().withRuleFirst(LayerSelector.named("block_9"), new Flat());

    assertThatThrownBy(() -> linearRules(composite))
        .isInstanceOf(NoMatchingNodeException.class)
        .hasMessage(
            "The entry 'named 'block_9': Flat[]' of the composite matches no layer that its rule"
                + " supports. The linear layers are vgg_1/conv_1_1/convolution,"
                + " vgg_1/conv_3_1/convolution, vgg_1/conv_6_1/convolution,"
                + " vgg_1/conv_8_1/convolution, vgg_1/dense_12_1/MatMul, vgg_1/dense_14_1/MatMul.\n"
                + "Maybe look at the layers with tf-saliency inspect.");
  }

  @Test
  void aRuleForOtherLayersChoosesNothing() {
    Composite composite = Composite.epsilonPlus().withRuleFirst(LayerSelector.linear(), new Pass());

    assertThatThrownBy(() -> linearRules(composite)).isInstanceOf(NoMatchingNodeException.class);
  }

  @Test
  void aLayerWithoutRuleIsNamed() {
    Composite composite =
        Composite.empty().withRule(LayerSelector.kind(LayerKind.CONVOLUTION), new Flat());

    assertThatThrownBy(() -> linearRules(composite))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The composite has no rule for the dense layer 'vgg_1/dense_12_1/MatMul' (op"
                + " 'MatMul').\n"
                + "Maybe add one with Composite.withRule(LayerSelector, GradientRule).");
  }

  @Test
  void presetsOfOneNameAreEqual() {
    assertThat(Composite.presetBFlat()).isEqualTo(Composite.presetBFlat());
    assertThat(Lrp.of(Composite.presetA())).isNotEqualTo(Lrp.of(Composite.presetB()));
  }
}
