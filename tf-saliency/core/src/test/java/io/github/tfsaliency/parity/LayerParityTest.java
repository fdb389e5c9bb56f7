package io.github.tfsaliency.parity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.path.Conductance;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.InternalInfluence;
import io.github.tfsaliency.method.path.NeuronConductance;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.index.Indices;

/** Maps of layers, units and neurons agree with Captum's. */
class LayerParityTest {
  private static final double TOLERANCE = 1e-4;

  /** How far a sum of 300 steps may be from the integral; Captum's is up to 0.01 from it. */
  private static final double OF_SUM = 0.005;

  private static final int STEPS = 20;
  private static final Baseline BASELINE = Baseline.constant(0.3);

  /** A layer, the node that has its values, and one of these. */
  private record Layer(String network, String name, String node, ImmutableLongArray unit) {
    static Layer of(String network, String name, String node, long... unit) {
      return new Layer(network, name, node, ImmutableLongArray.copyOf(unit));
    }

    @Override
    public String toString() {
      return network + " " + name;
    }
  }

  private static final List<Layer> LAYERS =
      List.of(
          Layer.of("mlp", "dense_3", "mlp_1/dense_3_1/BiasAdd", 5),
          Layer.of("mlp", "relu_2", "relu_2", 6),
          Layer.of("vgg", "maxpool_10", "maxpool_10", 3, 4, 7),
          Layer.of("vgg", "dense_12", "vgg_1/dense_12_1/BiasAdd", 9),
          Layer.of("resnet", "conv_14", "resnet_1/conv_14_1/convolution", 5, 6, 3),
          Layer.of("resnet", "bn_15", "resnet_1/bn_15_1/batchnorm/add_1", 5, 6, 3),
          Layer.of("resnet", "add_18", "add_18", 7, 2, 1),
          Layer.of("mobilenet", "dwconv_7", "mobilenet_1/dwconv_7_1/depthwise", 4, 3, 2),
          Layer.of("mobilenet", "bn_11", "mobilenet_1/bn_11_1/batchnorm/add_1", 2, 9, 5),
          Layer.of("mobilenet", "add_12", "add_12", 8, 8, 1),
          Layer.of("mobilenet", "relu6_18", "relu6_18", 3, 3, 11));

  private static final ImmutableMap<String, AttributionMethod> METHODS =
      ImmutableMap.of(
          "gradient", Gradient.of(),
          "gradient_x_activation", InputXGradient.of(),
          "integrated_gradients", IntegratedGradients.of().withSteps(STEPS).withBaselines(BASELINE),
          "internal_influence", InternalInfluence.of().withSteps(STEPS).withBaselines(BASELINE),
          "deeplift", DeepLift.of(0.3));

  private static final ImmutableMap<String, AttributionMethod> OF_UNIT =
      ImmutableMap.of(
          "neuron_gradient", Gradient.of(),
          "neuron_integrated_gradients",
              IntegratedGradients.of().withSteps(STEPS).withBaselines(BASELINE),
          "neuron_deeplift", DeepLift.of(0.3));

  static Stream<Layer> layers() {
    return LAYERS.stream();
  }

  static Stream<Arguments> maps() {
    return pairs(METHODS);
  }

  static Stream<Arguments> unitMaps() {
    return pairs(OF_UNIT);
  }

  private static Stream<Arguments> pairs(Map<String, AttributionMethod> methods) {
    return LAYERS.stream()
        .flatMap(
            layer -> {
              try (References captum = References.of("layers/" + layer.network())) {
                return methods.keySet().stream()
                    .filter(name -> captum.has(layer.name() + "/" + name))
                    .map(name -> Arguments.of(layer, name))
                    .toList()
                    .stream();
              }
            });
  }

  /** What a test needs of a network. */
  private record Case(Model model, References captum, FloatNdArray input, Target target)
      implements AutoCloseable {
    static Case of(Layer layer) {
      References captum = References.of("layers/" + layer.network());
      try (References given = References.of(layer.network())) {
        int samples = Math.toIntExact(captum.floats(layer.name() + "/activation").shape().get(0));
        return new Case(
            Model.load(References.model(layer.network())),
            captum,
            given.input().slice(Indices.range(0, samples)),
            Target.classIndices(Arrays.copyOf(given.targets(), samples)));
      }
    }

    Saliency by(AttributionMethod method) {
      return Saliency.of(model).method(method).target(target);
    }

    @Override
    public void close() {
      captum.close();
      model.close();
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("maps")
  void mapOfALayerIsTheOneOfCaptum(Layer layer, String name) {
    try (Case of = Case.of(layer)) {
      FloatNdArray map =
          of.by(requireNonNull(METHODS.get(name)))
              .layers(of.input(), layer.node())
              .at(layer.node());

      assertThat(Maps.of(map, of.captum().floats(layer.name() + "/" + name)).largestError())
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void activationsAreThoseOfCaptum(Layer layer) {
    try (Case of = Case.of(layer)) {
      FloatNdArray values = of.model().activations(layer.node(), of.input());

      assertThat(Maps.of(values, of.captum().floats(layer.name() + "/activation")).largestError())
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void conductanceIsTheIntegralAndNearerToItThanCaptums(Layer layer) {
    try (Case of = Case.of(layer)) {
      FloatNdArray exact = of.captum().floats(layer.name() + "/conductance_exact");
      FloatNdArray captum = of.captum().floats(layer.name() + "/conductance");

      FloatNdArray map =
          of.by(Conductance.of().withSteps(300).withBaselines(BASELINE))
              .layers(of.input(), layer.node())
              .at(layer.node());

      assertThat(Maps.of(map, exact).largestError())
          .isLessThan(OF_SUM)
          .isLessThan(Maps.of(captum, exact).largestError());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void neuronConductanceIsTheOneOfCaptum(Layer layer) {
    try (Case of = Case.of(layer)) {
      Attribution map =
          of.by(
                  NeuronConductance.of(layer.node(), layer.unit().toArray())
                      .withSteps(STEPS)
                      .withBaselines(BASELINE))
              .compute(of.input());

      assertThat(
              Maps.of(map.values(), of.captum().floats(layer.name() + "/neuron_conductance"))
                  .largestError())
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("unitMaps")
  void mapOfAUnitIsTheOneOfCaptum(Layer layer, String name) {
    try (Case of = Case.of(layer)) {
      Attribution map =
          of.by(requireNonNull(OF_UNIT.get(name)))
              .target(Target.unit(layer.node(), layer.unit().toArray()))
              .compute(of.input());

      assertThat(
              Maps.of(map.values(), of.captum().floats(layer.name() + "/" + name)).largestError())
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void scoreOfAUnitIsItsValue(Layer layer) {
    try (Case of = Case.of(layer)) {
      Attribution map =
          of.by(Gradient.of())
              .target(Target.unit(layer.node(), layer.unit().toArray()))
              .compute(of.input());

      FloatNdArray values = of.captum().floats(layer.name() + "/activation");
      for (int i = 0; i < map.scores().length(); i++) {
        float value = values.getFloat(Longs.concat(new long[] {i}, layer.unit().toArray()));
        assertThat(map.scores().get(i)).isCloseTo(value, within(1e-4));
      }
    }
  }
}
