package io.github.tfsaliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.AttributionMethod;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.FullGrad;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.GradCamPlusPlus;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.GuidedGradCam;
import io.github.tfsaliency.method.HiResCam;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.IntegratedGradients;
import io.github.tfsaliency.method.LayerCam;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.VarGrad;
import io.github.tfsaliency.method.XGradCam;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.ZBox;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** What an exported explanation gives is what Java gives. */
class ExportParityTest {
  private static final Path MODELS = Path.of("src", "test", "resources", "models");
  private static final Path EMBEDDED = Path.of("..", "savedmodels");
  private static final double TOLERANCE = 1e-6;

  @TempDir private Path folder;

  static ImmutableList<AttributionMethod> methods() {
    return ImmutableList.of(
        new Gradient(),
        new InputXGradient(),
        new GuidedBackprop(),
        new DeconvNet(),
        RectifiedGradient.percentile(90),
        RectifiedGradient.threshold(0).multipliedByInput(),
        RectifiedGradient.percentile(80)
            .withVariant(RectifiedGradient.Variant.MOD)
            .withPaddingTrick(),
        RectifiedGradient.percentile(80).withVariant(RectifiedGradient.Variant.PROPORTIONAL),
        new DeepLift(0.25),
        new DeepLift(0).rescalingMaxPool(),
        new GradCam(),
        new GradCamPlusPlus(),
        new HiResCam(),
        new LayerCam(),
        new XGradCam(),
        new FullGrad(),
        new GuidedGradCam(),
        Lrp.epsilon(1e-6),
        Lrp.zPlus(),
        Lrp.alphaBeta(2, 1),
        Lrp.gamma(0.25),
        Lrp.of(Composite.epsilonPlusFlat()),
        Lrp.of(Composite.epsilonAlpha2Beta1Flat()),
        Lrp.of(Composite.epsilonGammaBox(ZBox.of(0, 1))),
        Lrp.of(Composite.excitationBackprop()),
        IntegratedGradients.steps(5),
        SmoothGrad.over(new Gradient()).samples(3),
        VarGrad.over(new GradCam()).samples(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg", "resnet", "mobilenet", "vit", "efficientnet-lite0"})
  void givesTheMapOfJava(String name) {
    Map<String, Double> errors = new LinkedHashMap<>();
    Path directory =
        name.startsWith("efficientnet") ? EMBEDDED.resolve(name) : MODELS.resolve(name);
    try (Model model = Model.load(directory)) {
      FloatNdArray batch =
          Inputs.uniform(7, Shape.of(3).append(model.inputShape().tail()).asArray());
      for (AttributionMethod method : methods()) {
        Saliency saliency = Saliency.of(model).method(method);
        if (applies(saliency, batch)) {
          errors.put(method.spec(), error(saliency, batch, folder.resolve("at_" + errors.size())));
        }
      }
    }
    System.out.println(name + " " + errors);
    assertThat(errors).hasSizeGreaterThan(10);
    assertThat(errors).allSatisfy((method, error) -> assertThat(error).isLessThan(TOLERANCE));
  }

  /** What has no rule for a model of attention has none when it is exported either. */
  private boolean applies(Saliency saliency, FloatNdArray batch) {
    try {
      var unused = saliency.compute(batch);
      return true;
    } catch (SaliencyException e) {
      assertThatThrownBy(() -> saliency.export(folder.resolve("none")))
          .isInstanceOf(e.getClass())
          .hasMessage(e.getMessage());
      assertThat(folder.resolve("none")).doesNotExist();
      return false;
    }
  }

  private static double error(Saliency saliency, FloatNdArray batch, Path folder) {
    saliency.export(folder);
    double error = 0;
    try (Model loaded = Model.load(folder)) {
      Explanation explanation = loaded.explanation().orElseThrow();
      for (Target target : ImmutableList.of(Target.top(), Target.classIndices(2, 1, 0))) {
        Attribution expected = saliency.target(target).compute(batch);
        Attribution actual = explanation.compute(batch, target);
        assertThat(actual.targets()).isEqualTo(expected.targets());
        assertThat(actual.scores().get(2))
            .isCloseTo(expected.scores().get(2), withinPercentage(0.001));
        error = Math.max(error, Maps.of(actual.values(), expected.values()).largestError());
      }
      FloatNdArray one = batch.get(1);
      error =
          Math.max(
              error,
              Maps.of(
                      explanation.compute(one, Target.top()).values(),
                      saliency.target(Target.top()).compute(one).values())
                  .largestError());
    }
    return error;
  }
}
