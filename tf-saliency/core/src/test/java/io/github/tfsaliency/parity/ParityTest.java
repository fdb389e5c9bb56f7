package io.github.tfsaliency.parity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.Replaces;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RectifiedGradient.Variant;
import io.github.tfsaliency.rule.Activations;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/** Every map agrees with what Captum, or the paper's authors' own code, computed. */
class ParityTest {
  private static final double TOLERANCE = 1e-4;

  /** Where a threshold decides, a unit at it may fall on either side in float32. */
  private static final double SHARE_AT_THRESHOLD = 1e-3;

  static Stream<Arguments> maps() {
    return Stream.of("mlp", "vgg", "resnet", "inception", "mobilenet")
        .flatMap(
            network -> {
              try (References references = References.of(network)) {
                return methods().keySet().stream()
                    .filter(references::has)
                    .filter(path -> !(network.equals("mobilenet") && path.endsWith("guidedbp")))
                    .map(path -> Arguments.of(network, path))
                    .toList()
                    .stream();
              }
            });
  }

  private static Map<String, AttributionMethod> methods() {
    Map<String, AttributionMethod> methods = new LinkedHashMap<>();
    methods.put("attribution/gradient", Gradient.of());
    methods.put("attribution/input_x_gradient", InputXGradient.of());
    methods.put("attribution/guided_backprop", GuidedBackprop.of());
    methods.put("attribution/deconvnet", DeconvNet.of());
    methods.put("authors/saliency", Gradient.of());
    methods.put("authors/grad_x_input", InputXGradient.of());
    methods.put("authors/guidedbp", GuidedBackprop.of());
    methods.put("authors/deconv", DeconvNet.of());
    rectified(methods, "nobias_rectgrad_98", RectifiedGradient.percentile(98));
    rectified(methods, "nobias_rectgrad_80", RectifiedGradient.percentile(80));
    rectified(methods, "rectgrad_98", RectifiedGradient.percentile(98).withMultiplicationByInput());
    rectified(methods, "rectgrad_80", RectifiedGradient.percentile(80).withMultiplicationByInput());
    rectified(
        methods, "rectgradconst_0", RectifiedGradient.threshold(0).withMultiplicationByInput());
    rectified(
        methods,
        "rectgradmod_80",
        RectifiedGradient.percentile(80).withVariant(Variant.MOD).withMultiplicationByInput());
    rectified(
        methods,
        "rectgradprr_80",
        RectifiedGradient.percentile(80)
            .withVariant(Variant.PROPORTIONAL)
            .withMultiplicationByInput());
    return methods;
  }

  private static void rectified(
      Map<String, AttributionMethod> methods, String name, RectifiedGradient method) {
    methods.put("authors/" + name, method);
    methods.put("authors/" + name + "_padding_trick", method.withPaddingTrick());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("maps")
  void smallNetworksAgreeElementByElement(String network, String path) {
    try (References references = References.of(network);
        Model model = Model.load(References.model(network))) {
      Attribution attribution =
          Saliency.of(model)
              .method(requireNonNull(methods().get(path)))
              .target(Target.classIndices(references.targets()))
              .compute(references.input());

      Maps maps = Maps.of(attribution.values(), references.floats(path));
      if (path.contains("rectgrad")) {
        assertThat(maps.shareBeyond(TOLERANCE)).isLessThanOrEqualTo(SHARE_AT_THRESHOLD);
      } else {
        assertThat(maps.largestError()).isLessThanOrEqualTo(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "vgg", "resnet", "inception", "mobilenet", "efficientnet_lite0"})
  void logitsAgree(String network) {
    try (References references = References.of(network);
        Model model = Model.load(References.model(network))) {
      Maps logits = Maps.of(model.predict(references.input()), references.floats("logits"));
      assertThat(logits.largestError()).isLessThanOrEqualTo(1e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attribution/gradient",
        "authors/saliency",
        "authors/deconv",
        "authors/rectgrad_98",
        "authors/nobias_rectgrad_98",
        "authors/nobias_rectgrad_80"
      })
  void efficientNetAgreesAsFarAsFloat32Allows(String path) {
    try (References references = References.of("efficientnet_lite0");
        Model model = Model.load(References.model("efficientnet_lite0"))) {
      Attribution attribution =
          Saliency.of(model)
              .method(requireNonNull(methods().get(path)))
              .target(Target.classIndices(references.targets()))
              .compute(references.input());

      Maps maps = Maps.of(attribution.values(), references.floats(path));
      assertThat(maps.shareBeyond(1e-3)).isLessThanOrEqualTo(5e-3);
      assertThat(maps.cosine()).isGreaterThanOrEqualTo(0.9999);
    }
  }

  /**
   * The authors test x > 0 at ReLU6 too; that, and nothing else, is where their guidedbp differs.
   */
  @ParameterizedTest
  @ValueSource(strings = {"mobilenet", "efficientnet_lite0"})
  void guidedBackpropWithoutTheCeilingOfRelu6IsTheAuthors(String network) {
    try (References references = References.of(network);
        Model model = Model.load(References.model(network))) {
      Attribution attribution =
          Saliency.of(model)
              .method(new GuidedWithoutCeiling())
              .target(Target.classIndices(references.targets()))
              .compute(references.input());

      Maps maps = Maps.of(attribution.values(), references.floats("authors/guidedbp"));
      assertThat(maps.largestError()).isLessThanOrEqualTo(TOLERANCE);
    }
  }

  /** A method of a user's own, with a rule of its own. */
  private record GuidedWithoutCeiling() implements AttributionMethod, Replaces {
    @Override
    public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
      return passes.gradient(
          ModifiedGradient.of(GradientOverride.required(Activations.RECTIFIERS, this)),
          GradientCall.of(batch, targets));
    }

    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      Ops tf = node.tf();
      Operand<T> positive = tf.nn.relu(node.upstreamGradient());
      Operand<T> zero = tf.zerosLike(positive);
      return tf.select(tf.math.greater(node.input(), zero), positive, zero);
    }
  }
}
