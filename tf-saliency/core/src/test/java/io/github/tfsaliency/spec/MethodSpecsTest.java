package io.github.tfsaliency.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.rule.AlphaBeta;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.Guided;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.rule.ZPlus;
import io.github.tfsaliency.segment.Segments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class MethodSpecsTest {
  private static final FloatNdArray ARRAY = NdArrays.ofFloats(Shape.of(2, 2, 3));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gradient: | gradient",
        "rectified-gradient:percentile=98.0 | rectified-gradient",
        "rectified-gradient:multiply-by-input=true,percentile=80.50"
            + " | rectified-gradient:percentile=80.5,multiply-by-input=true",
        "rectified-gradient:threshold=1e-6 | rectified-gradient:threshold=1e-6",
        "rectified-gradient:threshold=0.000001 | rectified-gradient:threshold=1e-6",
        "rectified-gradient:threshold=-0 | rectified-gradient:threshold=-0",
        "rectified-gradient:threshold=20000000 | rectified-gradient:threshold=20000000",
        "lrp:epsilon=0.50,rule=epsilon | lrp:rule=epsilon,epsilon=0.5",
        "lrp:rule=epsilon,epsilon=1e-6 | lrp:rule=epsilon",
        "lrp:rule=alpha-beta,alpha=3 | lrp:rule=alpha-beta,alpha=3",
        "lrp:rule=alpha-beta,alpha=1 | lrp:rule=z-plus",
        "lrp:start=score,composite=preset-a | lrp:composite=preset-a",
        "lrp:composite=epsilon-gamma-box,high=1.0,low=-1.0"
            + " | lrp:composite=epsilon-gamma-box,low=-1,high=1",
        "lrp:contrast=7,start=contrast,rule=flat | lrp:rule=flat,start=contrast,contrast=7",
        "integrated-gradients:quadrature=gauss-legendre,steps=50 | integrated-gradients",
        "integrated-gradients:steps=5000,max-steps=5000 | integrated-gradients:steps=5000",
        "expected-gradients:baseline=0.0/1.50,seed=2 | expected-gradients:seed=2,baseline=0/1.5",
        "smooth-grad:inner=gradient,samples=50 | smooth-grad",
        "smooth-grad:noise=0.20,inner=lrp:epsilon=2.0,rule=epsilon"
            + " | smooth-grad:noise=0.2,inner=lrp:rule=epsilon,epsilon=2",
        "occlusion:window=10,stride=5 | occlusion:window=10",
        "occlusion:stride=8,window=16 | occlusion",
        "kernel-shap:segments=slic/50/10 | kernel-shap",
        "kernel-shap:segments=slic/50/20.0 | kernel-shap:segments=slic/50/20",
        "kernel-shap:baseline=noise/-1.0/1.0/3 | kernel-shap:baseline=noise/-1/1/3",
        "lime:baseline=mean,segments=grid/2/3 | lime:segments=grid/2/3,baseline=mean",
        "grad-cam:resize=true,relu=false,layer=a/b | grad-cam:layer=a/b,relu=false",
        "xrai:fast=false,min-pixels=50 | xrai"
      })
  void whatIsTypedIsPrintedInOneForm(String typed, String printed) {
    assertThat(MethodSpecs.print(MethodSpecs.parse(typed))).isEqualTo(printed);
  }

  static Stream<Arguments> methodsOfJava() {
    return Stream.of(
        arguments(Lrp.gamma(0.5), "lrp:rule=gamma,gamma=0.5"),
        arguments(Lrp.of(new Gamma(0.5)), "lrp:rule=gamma,gamma=0.5"),
        arguments(Lrp.of(Composite.uniform(new Gamma(0.25))), "lrp:rule=gamma"),
        arguments(Lrp.of(new AlphaBeta(1, 0)), "lrp:rule=z-plus"),
        arguments(Lrp.of(ZBox.of(0, 1)), "lrp:rule=z-box,low=0,high=1"),
        arguments(Lrp.of(Composite.epsilonPlus()), "lrp:composite=epsilon-plus"),
        arguments(
            Lrp.zPlus().withStart(RelevanceStart.of(NdArrays.ofFloats(Shape.of(10)))),
            "lrp:rule=z-plus,start=array[10]"),
        arguments(
            IntegratedGradients.of().withBaselines(Baseline.array(ARRAY), Baseline.constant(1)),
            "integrated-gradients:baseline=array[2x2x3]+1"),
        arguments(
            KernelShap.of().withSegmentation(Segments.grid(4, 6, 2, 3)),
            "kernel-shap:segments=array[4x6]"),
        arguments(
            Xrai.of().withRegions(Segments.grid(4, 6, 2, 3), Segments.grid(4, 6, 1, 1)),
            "xrai:segments=array[4x6]+array[4x6]"),
        arguments(GradCam.of().withMap(ActivationMap.ofLayer("a,b")), "grad-cam:layer=a%2cb"));
  }

  @ParameterizedTest
  @MethodSource("methodsOfJava")
  void aMethodOfJavaIsPrinted(AttributionMethod method, String text) {
    assertThat(MethodSpecs.print(method)).isEqualTo(text);
  }

  @Test
  void aCompositeOfOnesOwnIsPrintedByWhatItIs() {
    Lrp method =
        Lrp.of(Composite.empty().withRule(LayerSelector.first(), new Flat()))
            .withStart(RelevanceStart.one());

    assertThat(MethodSpecs.print(method)).isEqualTo("lrp:composite=own[[first: Flat[]]],start=one");
  }

  static Stream<Arguments> withoutText() {
    return Stream.of(
        arguments(
            Rise.of().withBaseline(Baseline.array(ARRAY)),
            "'array[2x2x3]' is an array that was given in Java, so the text does not have its"
                + " values.\n"
                + "Maybe save it with numpy.save, and write the file's name in its place."),
        arguments(
            ExpectedGradients.of(Baseline.constant(0), Baseline.array(ARRAY)),
            "'array[2x2x3]' is an array that was given in Java"),
        arguments(
            Lime.of().withBaseline(Baseline.array(ARRAY)),
            "'array[2x2x3]' is an array that was given in Java"),
        arguments(
            KernelShap.of().withSegmentation(Segments.grid(4, 6, 2, 3)),
            "'array[4x6]' is an array that was given in Java, so the text does not have its"
                + " values.\n"
                + "Maybe use slic, felzenszwalb or a grid."),
        arguments(
            Xrai.of().withRegions(Segments.grid(4, 6, 2, 3)),
            "The option 'segments' of the method 'xrai' is 'array[4x6]', but must be given in"
                + " Java, with Xrai.withRegions."),
        arguments(
            Lrp.zPlus().withStart(RelevanceStart.of(ARRAY)),
            "'array[2x2x3]' is an array that was given in Java, so the text does not have its"
                + " values.\n"
                + "Maybe make the method in Java, with RelevanceStart.of(array)."),
        arguments(
            Lrp.of(
                Composite.empty()
                    .withRule(LayerSelector.first(), ZBox.of(0, 1))
                    .withRule(LayerSelector.named("[a,b].*"), new Epsilon(1))),
            "The composite 'own[[first: ZBox[low=[0.0], high=[1.0]]; named '[a,b].*':"
                + " Epsilon[epsilon=1.0]]]' has no name, so its text cannot be read.\n"
                + "Maybe make the method in Java, or give a rule a name by a MethodProvider."),
        arguments(
            SmoothGrad.of(Lrp.of(new Guided()).withStart(RelevanceStart.one())).withSamples(2),
            "The rule 'own[Guided[]]' has no name, so its text cannot be read."),
        arguments(
            SmoothGrad.of(new Strange(1, "a:b")),
            "There is no method 'Strange[number=1, text=a'."));
  }

  @ParameterizedTest
  @MethodSource("withoutText")
  void whatHasNoTextIsRefusedByName(AttributionMethod method, String message) {
    String text = MethodSpecs.print(method);

    assertThatThrownBy(() -> MethodSpecs.parse(text))
        .as(text)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  /** A method that the table lacks. */
  private record Strange(int number, String text) implements AttributionMethod {
    @Override
    public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
      throw new AssertionError("is only printed");
    }
  }

  /** A method that the table lacks, and that says nothing of itself. */
  private static final class Silent implements AttributionMethod {
    private static final long serialVersionUID = 1;

    @Override
    public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
      throw new AssertionError("is only printed");
    }
  }

  @Test
  void aMethodThatTheTableLacksIsCalledWhatItSays() {
    assertThat(MethodSpecs.print(new Strange(1, "a"))).isEqualTo("Strange[number=1, text=a]");
    assertThat(MethodSpecs.print(new Silent())).isEqualTo("Silent");
    assertThat(MethodSpecs.print(SmoothGrad.of(new Silent())))
        .isEqualTo("smooth-grad:inner=Silent");
  }

  /** Names of lambdas and addresses of objects are others in every run. */
  @Test
  void whatChangesWithEveryRunIsNotPrinted() {
    AttributionMethod lambda =
        (passes, batch, targets) -> {
          throw new AssertionError("is only printed");
        };
    AttributionMethod anonymous =
        new AttributionMethod() {
          @Override
          public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
            throw new AssertionError("is only printed");
          }
        };

    assertThat(MethodSpecs.print(lambda)).isEqualTo("MethodSpecsTest$lambda");
    assertThat(MethodSpecs.print(anonymous)).isEqualTo("MethodSpecsTest$1");
    assertThat(
            MethodSpecs.print(
                Lrp.of(Composite.empty().withRule(layer -> layer.first(), new Flat()))))
        .isEqualTo("lrp:composite=own[[io.github.tfsaliency.spec.MethodSpecsTest$lambda: Flat[]]]");
  }

  /** A text may come from anywhere: whatever it says, it is read or refused. */
  @Test
  void anyTextIsReadOrRefused() {
    Random random = new Random(20261128);
    List<String> pieces =
        List.of(
            "lrp",
            "smooth-grad",
            "rise",
            "xrai",
            "lime",
            ":",
            ":",
            ",",
            ",",
            "=",
            "=",
            "+",
            "/",
            "inner",
            "composite",
            "rule",
            "baseline",
            "segments",
            "own[",
            "array[2x3]",
            "[",
            "]",
            "noise/",
            "%2",
            "%",
            "0",
            "-1",
            "1e309",
            "NaN",
            "grid/",
            "slic/",
            ".npy",
            "\0",
            " ",
            "start",
            "contrast",
            "low",
            "high",
            "epsilon-gamma-box",
            "z-box",
            "threshold");
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(pieces.get(random.nextInt(5)));
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        assertThat(MethodSpecs.print(MethodSpecs.parse(text.toString()))).isNotEmpty();
      } catch (IllegalArgumentException | SaliencyException e) {
        assertThat(e).as(text.toString()).isNotInstanceOf(NumberFormatException.class);
        refused++;
      }
    }
    assertThat(refused).isBetween(15_000, 19_999);
  }

  @Test
  void aDescriptionHasTheDefaultsToo() {
    assertThat(MethodSpecs.describe(Occlusion.of(16, 4)))
        .hasToString("occlusion:window=16,stride=4,baseline=0,channels=all");
    assertThat(MethodSpecs.describe(RectifiedGradient.percentile(98)))
        .hasToString(
            "rectified-gradient:percentile=98,variant=plain,padding-trick=false,"
                + "multiply-by-input=false,gates=false,derivative=false");
    assertThat(MethodSpecs.describe(Lrp.gamma(0.25)))
        .hasToString("lrp:rule=gamma,gamma=0.25,products=half,start=score");
    assertThat(MethodSpecs.describe(BlurIg.of()).options())
        .containsExactly(
            Map.entry("steps", "50"),
            Map.entry("max-sigma", "50"),
            Map.entry("sqrt", "false"),
            Map.entry("grad-step", "0.01"));
  }

  @Test
  void aFileKeepsItsNameAndItsValues(@TempDir Path folder) {
    Path file = folder.resolve("grey photo.npy");
    FloatNdArray values = NdArrays.ofFloats(Shape.of(2, 2, 3));
    values.setFloat(0.25f, 1, 1, 2);
    Npy.write(file, values);
    String text = "integrated-gradients:baseline=0.5+" + file;

    IntegratedGradients method = (IntegratedGradients) MethodSpecs.parse(text);

    assertThat(MethodSpecs.print(method)).isEqualTo(text);
    assertThat(MethodSpecs.parse(text)).isEqualTo(method);
    assertThat(method.baselines().get(1).values()).contains(values);
    assertThat(method.baselines().get(1)).isNotEqualTo(Baseline.array(values));
  }

  @ParameterizedTest
  @CsvSource({"gamma, rule", "epsilon-plus, composite"})
  void aPartOfLrpIsOfferedAsThat(String name, String part) {
    assertThatThrownBy(() -> MethodSpecs.parse(name + ":gamma=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There is no method '%s': it is a %s of lrp.\nMaybe lrp:%s=%s.",
            name, part, part, name);
  }

  @Test
  void aNameThatIsNearlyRightIsOffered() {
    assertThatThrownBy(() -> MethodSpecs.parse("gradcam:layer=x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("There is no method 'gradcam'.\nMaybe one of 'grad-cam', ");
  }

  @Test
  void equalMethodsOfTheSameNumbersPrintAlike() {
    assertThat(MethodSpecs.print(DeepLift.of(0.5)))
        .isEqualTo(MethodSpecs.print(MethodSpecs.parse("deeplift:baseline=0.50")));
    assertThat(Lrp.of(Composite.empty().withRule(LayerSelector.linear(), new ZPlus())))
        .isNotEqualTo(Lrp.zPlus());
    assertThat(Gradient.of()).isEqualTo(MethodSpecs.parse("gradient"));
  }

  @ParameterizedTest
  @CsvSource({
    "gradient, false",
    "integrated-gradients:baseline=0, false",
    "integrated-gradients:baseline=a.npy, true",
    "expected-gradients:baselines=0+B.NPY, true",
    "smooth-grad:inner=integrated-gradients:baseline=/a/b.npy, true"
  })
  void whatMayNameAFileIsTold(String text, boolean mayNameFile) {
    assertThat(MethodSpecs.mayNameFile(text)).isEqualTo(mayNameFile);
  }
}
