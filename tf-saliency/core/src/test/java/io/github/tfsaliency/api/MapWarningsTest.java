package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** What a map warns of, and that maps of use warn of nothing. */
class MapWarningsTest {
  private final SmallGraph graph = new SmallGraph();

  @TempDir Path folder;

  /** Each layer's sums cancel to a thousandth: 1000 x - 999 y and 999 y - 998 x. */
  @Test
  void relevanceThatGrowsFromLayerToLayerIsNamedWithTheLayer() throws IOException {
    graph.input("x", 2);
    String at = "x";
    for (int layer = 0; layer < 4; layer++) {
      double[] weights = {1000, -998, -999, 999};
      at = graph.node("Relu", graph.node("MatMul", at, graph.constant(weights, 2, 2)));
    }
    graph.node("MatMul", at, graph.constant(new double[] {1, 0.5}, 2, 1));

    ImmutableList<String> warnings = explain(Lrp.epsilon(0), 1, 1).warnings();

    assertThat(warnings)
        .containsExactly(
            "Relevance explodes: its absolute values sum to 8.0e+12 at the input, for a score of"
                + " 1.50 and with a gap of -1.5e+00. It grows most at the layer 'MatMul_8', which"
                + " passes on 2.0e+03 times the relevance that it gets, 2.0e+06.\n"
                + "Maybe use a rule of positive contributions, such as composite=epsilon-plus, a"
                + " larger epsilon, or in a recurrent network products=signal-takes-all.");
  }

  /** A score near zero is the sum of large parts, each of which is as large as they are. */
  @Test
  void aScoreNearZeroAloneIsNoExplosion() throws IOException {
    graph.input("x", 1);
    String sums = graph.node("MatMul", "x", graph.constant(new double[] {1, 1}, 1, 2));
    String hidden = graph.node("Relu", sums);
    graph.node("MatMul", hidden, graph.constant(new double[] {1000, -999.999}, 2, 1));

    assertThat(explain(Lrp.epsilon(0), 1).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vgg", "resnet", "mobilenet", "inception", "vit", "mlp", "efficientnet_lite0"})
  void theMapsOfNetworksThatWereTrainedWarnOfNothing(String network) {
    try (Model model = Model.load(References.model(network))) {
      FloatNdArray input =
          Inputs.uniform(7, Shape.of(1).append(model.inputShape().tail()).asArray());
      for (AttributionMethod method :
          ImmutableList.of(
              Gradient.of(),
              Lrp.epsilon(1e-6),
              Lrp.zPlus(),
              Lrp.of(Composite.epsilonPlus()),
              Lrp.of(Composite.epsilonAlpha2Beta1()))) {
        assertThat(Saliency.of(model).method(method).compute(input).warnings())
            .as("%s of %s", method, network)
            .isEmpty();
      }
    }
  }

  @Test
  void aUnitThatIsOffHasAMapOfZeros() throws IOException {
    graph.input("x", 2);
    graph.node(
        "Relu", graph.node("MatMul", "x", graph.constant(new double[] {1, -1, 1, -1}, 2, 2)));

    Attribution maps = explain(Gradient.of(), Target.classIndex(1), 2, 1, 1, -1, -1);

    assertThat(maps.sample(0).warnings())
        .containsExactly(
            "The map is zero everywhere: the explained unit is off. Its score is 0 after the node"
                + " 'Relu_3' (op 'Relu'), and small changes of the input do not change it.");
    assertThat(maps.sample(1).warnings()).isEmpty();
    assertThat(maps.warnings()).isEqualTo(maps.sample(0).warnings());
  }

  @Test
  void aLayerThatSpeaksAgainstTheTargetHasAMapOfZeros() throws IOException {
    graph.input("x", 2, 2, 1);
    String relu = graph.node("Relu", "x");
    String mean = graph.mean(relu, false, 1, 2);
    graph.node("MatMul", mean, graph.constant(new double[] {-1}, 1, 1));

    assertThat(explain(GradCam.of(), 1, 2, 3, 4).warnings())
        .containsExactly(
            "The map is zero everywhere: the layer 'Relu_1' has no evidence for the target at any"
                + " position.\n"
                + "Maybe keep evidence against it, with relu=false.");
  }

  @Test
  void anInputThatIsTheBaselineHasAMapOfZeros() throws IOException {
    graph.input("x", 2);
    graph.node("MatMul", "x", graph.weights(2, 1));

    assertThat(explain(DeepLift.of(1), 1, 1).warnings())
        .containsExactly(
            "The map is zero everywhere: no gradient or relevance reaches the input. Units on the"
                + " path are off or saturated, or the input equals its baseline.");
  }

  @Test
  void aWindowThatCoversTheWholeInputIsNamed() throws IOException {
    graph.input("x", 2);
    graph.node("MatMul", "x", graph.weights(2, 1));

    assertThat(explain(Occlusion.of(16, 8), 1, 1).warnings())
        .containsExactly(
            "The map is the same everywhere: the window, of side 16, covers the whole input.\n"
                + "Maybe use a smaller one, with window=1,stride=1.");
    assertThat(explain(Occlusion.of(1, 1), 1, 1).warnings()).isEmpty();
  }

  @Test
  void nonlinearNodesWithoutARuleAreNamed() throws IOException {
    graph.input("x", 2);
    String relu = graph.node("Relu", graph.node("MatMul", "x", graph.weights(2, 3)));
    String tanh = graph.node("Tanh", graph.node("MatMul", relu, graph.weights(3, 3)));
    String bounded = graph.node("Minimum", tanh, graph.constant(new double[] {0.5}));
    graph.node("MatMul", bounded, graph.weights(3, 2));
    graph.save(folder);
    String guided =
        "Nonlinear nodes keep their own derivative, because the method has no rule for their ops"
            + " [Minimum]: 1 in all, first '"
            + bounded
            + "'.";
    try (Model model = Model.load(folder)) {
      assertThat(
              Stream.of(
                  GuidedBackprop.of(),
                  DeconvNet.of(),
                  SmoothGrad.of(GuidedBackprop.of()),
                  RectifiedGradient.threshold(-100)))
          .allSatisfy(
              method ->
                  assertThat(explain(model, method, 1, 1).warnings()).containsExactly(guided));
      assertThat(explain(model, Gradient.of(), 1, 1).warnings()).isEmpty();
    }
  }

  @Test
  void logarithmRootMagnitudeAndSquareAreNamed() throws IOException {
    graph.input("x", 2);
    String relu = graph.node("Relu", graph.node("MatMul", "x", graph.weights(2, 3)));
    String square = graph.node("Square", graph.node("MatMul", relu, graph.weights(3, 3)));
    String large = graph.node("AddV2", square, graph.constant(new double[] {2}));
    String root = graph.node("Abs", graph.node("Log", graph.node("Sqrt", large)));
    String scaled = graph.node("RealDiv", root, graph.constant(new double[] {3}));
    graph.node("MatMul", graph.node("RealDiv", scaled, large), graph.weights(3, 2));
    graph.save(folder);
    try (Model model = Model.load(folder)) {
      assertThat(explain(model, GuidedBackprop.of(), 1, 1).warnings())
          .containsExactly(
              "Nonlinear nodes keep their own derivative, because the method has no rule for their"
                  + " ops [Abs, Log, RealDiv, Sqrt, Square]: 5 in all, first '"
                  + square
                  + "'.");
      assertThat(Saliency.of(model).method(GuidedBackprop.of()).rules())
          .filteredOn(LayerRule::skippedActivation)
          .extracting(rule -> rule.layer().op())
          .containsExactly("Square", "Sqrt", "Log", "Abs", "RealDiv");
    }
  }

  @Test
  void gatesThatKeepTheirDerivativeAreNamed() throws IOException {
    graph.input("x", 2);
    String relu = graph.node("Relu", graph.node("MatMul", "x", graph.weights(2, 3)));
    String gate = graph.node("Sigmoid", graph.node("MatMul", "x", graph.weights(2, 3)));
    graph.node("MatMul", graph.node("Mul", relu, gate), graph.weights(3, 2));
    graph.save(folder);
    try (Model model = Model.load(folder)) {
      assertThat(explain(model, GuidedBackprop.of(), 1, 1).warnings())
          .containsExactly(
              "Gates keep their own derivative: 1 in all, first '"
                  + gate
                  + "'.\nMaybe override them, too, with gates=true.");
      assertThat(explain(model, GuidedBackprop.of().withGates(true), 1, 1).warnings())
          .noneMatch(warning -> warning.startsWith("Gates"));
      assertThat(Saliency.of(model).method(DeconvNet.of()).rules())
          .filteredOn(rule -> rule.layer().name().equals(gate))
          .singleElement()
          .satisfies(
              rule ->
                  assertThat(rule.reason())
                      .isEqualTo("a gate (sigmoid) keeps its own derivative, as gates=false"));
    }
  }

  private Attribution explain(AttributionMethod method, float... values) throws IOException {
    return explain(method, Target.top(), 1, values);
  }

  private Attribution explain(AttributionMethod method, Target target, int samples, float... values)
      throws IOException {
    graph.save(folder);
    try (Model model = Model.load(folder)) {
      Shape shape = Shape.of(samples).append(model.inputShape().tail());
      return Saliency.of(model)
          .method(method)
          .target(target)
          .compute(NdArrays.wrap(shape, DataBuffers.of(values, true, false)));
    }
  }

  private static Attribution explain(Model model, AttributionMethod method, float... values) {
    return Saliency.of(model)
        .method(method)
        .compute(NdArrays.wrap(Shape.of(1, values.length), DataBuffers.of(values, true, false)));
  }
}
