package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.SmallGraph;
import org.junit.jupiter.api.Test;

/** What no rule covers is listed and not passed over; what is used twice is two layers. */
class UncoveredNodeTest {
  private final SmallGraph graph = new SmallGraph();

  @Test
  void aSoftmaxWrittenByHandIsNoLayer() {
    graph.input("x", 4);
    String exponential = graph.node("Exp", "x");
    String axes = graph.integers(1);
    String sum =
        graph.add(
            graph.builder("Sum", exponential, axes).putAttr("keep_dims", SmallGraph.truth(true)));
    graph.node("RealDiv", exponential, sum);

    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      assertThatThrownBy(() -> engine.rules(Lrp.epsilon(0).gradient()))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "No rule defines how relevance passes 'RealDiv_4' (op 'RealDiv'): these nodes are not"
                  + " a layer of a known kind.\n"
                  + "Maybe use a method that needs no rule for each layer, such as the gradient or"
                  + " input x gradient, or choose an output before them with"
                  + " Model.from(path).output(name): 'Exp_1', 'Sum_3'.");
    }
  }

  @Test
  void complexNumbersAreNamedAsSuch() {
    try (Model model = Cases.of("stft_inside").model().load()) {
      Saliency saliency = Saliency.of(model).method(Lrp.epsilon(0));

      assertThatThrownBy(() -> saliency.compute(Cases.of("stft_inside").array("x")))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "No rule defines how relevance passes 'functional_1/lambda_1/Abs' (op 'ComplexAbs',"
                  + " complex numbers), 'functional_1/lambda_1/stft/rfft' (op 'RFFT', complex"
                  + " numbers): these nodes are not a layer of a known kind.\n"
                  + "Maybe use a method that needs no rule for each layer, such as the gradient or"
                  + " input x gradient, or choose an output before them with"
                  + " Model.from(path).output(name): 'functional_1/lambda_1/stft/mul'.");
      assertThat(model.layers()).extracting(ModelLayer::op).contains("RFFT", "ComplexAbs");
    }
  }

  @Test
  void aLayerThatIsUsedTwiceIsTwoLayers() {
    graph.input("x", 4);
    String weights = graph.weights(4, 4);
    String once = graph.node("MatMul", "x", weights);
    String active = graph.node("Relu", once);
    String twice = graph.node("MatMul", active, weights);
    Composite composite =
        Composite.uniform(new Epsilon(0)).withRuleFirst(LayerSelector.first(), new Flat());

    CanonicalGraph layers = CanonicalGraph.of(graph.build());

    assertThat(layers.layers())
        .filteredOn(layer -> layer.layer().kind() == LayerKind.DENSE)
        .extracting(layer -> layer.layer().name())
        .containsExactly(once, twice);
    try (GradientEngine engine = GradientEngine.open(graph.build())) {
      assertThat(
              ImmutableMap.copyOf(
                  engine.rules(Lrp.of(composite).gradient()).stream()
                      .collect(
                          ImmutableMap.toImmutableMap(rule -> rule.node(), rule -> rule.rule()))))
          .containsEntry(once, "lrp-flat")
          .containsEntry(twice, "lrp-epsilon");
    }
  }
}
