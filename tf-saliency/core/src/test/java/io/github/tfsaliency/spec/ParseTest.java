package io.github.tfsaliency.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RectifiedGradient.Variant;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.hiding.Occlusion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read, and what is refused by name. */
class ParseTest {
  @Test
  void theOrderOfOptionsDoesNotMatter() {
    assertThat(MethodSpecs.parse("rectified-gradient:multiply-by-input=true,percentile=80"))
        .isEqualTo(RectifiedGradient.percentile(80).withMultiplicationByInput());
  }

  @Test
  void aMethodWithoutOptionsHasItsDefaults() {
    assertThat(MethodSpecs.parse("gradient")).isEqualTo(Gradient.of());
    assertThat(MethodSpecs.parse("rectified-gradient")).isEqualTo(RectifiedGradient.percentile(98));
    assertThat(MethodSpecs.parse("lrp:rule=epsilon")).isEqualTo(Lrp.epsilon(1e-6));
    assertThat(MethodSpecs.parse("lrp:rule=gamma")).isEqualTo(Lrp.gamma(0.25));
    assertThat(MethodSpecs.parse("lrp:rule=alpha-beta")).isEqualTo(Lrp.alphaBeta(2, 1));
    assertThat(MethodSpecs.parse("lrp:rule=alpha-beta,alpha=1")).isEqualTo(Lrp.zPlus());
    assertThat(MethodSpecs.parse("deeplift")).isEqualTo(DeepLift.of(0));
  }

  @Test
  void falseIsTheSameAsNotSaid() {
    assertThat(
            MethodSpecs.parse(
                "rectified-gradient:variant=plain,padding-trick=false,multiply-by-input=false"))
        .isEqualTo(RectifiedGradient.percentile(98).withVariant(Variant.PLAIN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gradients | There is no method 'gradients'.",
        "rectified-gradient:q=3 | The method 'rectified-gradient' has no option 'q'.",
        "gradient:percentile=3 | The method 'gradient' has no option 'percentile'.",
        "rectified-gradient:percentile | The option 'percentile' of the method 'rectified-gradient'"
            + " has no value.",
        "rectified-gradient:percentile=high | The option 'percentile' of the method"
            + " 'rectified-gradient' is 'high', but must be a number.",
        "rectified-gradient:variant=pro | The option 'variant' of the method 'rectified-gradient'"
            + " is 'pro', but must be one of [plain, mod, proportional].",
        "rectified-gradient:padding-trick=yes | The option 'padding-trick' of the method"
            + " 'rectified-gradient' is 'yes', but must be true or false.",
        "rectified-gradient:percentile=1,percentile=2 | The option 'percentile' of the method"
            + " 'rectified-gradient' is given twice.",
        "rectified-gradient:percentile=1,threshold=2 | A rectified gradient has a percentile (1.0)"
            + " or a threshold (2.0), not both.",
        "rectified-gradient:percentile=101 | The percentile (101.0) must lie in [0, 100].",
        "lrp | LRP takes a composite or a rule.",
        "lrp:rule=flat,composite=preset-a | LRP takes a composite or a rule, not both.",
        "lrp:rule=zplus | The option 'rule' of the method 'lrp' is 'zplus', but must be one of"
            + " [epsilon, gamma, z-plus, alpha-beta, w-square, flat, z-box, test-share].",
        "lrp:composite=preset-c | The option 'composite' of the method 'lrp' is 'preset-c', but"
            + " must be one of [epsilon-plus, ",
        "lrp:composite=epsilon-gamma-box,low=0 | The method 'lrp' lacks the option 'high'.",
        "lrp:composite=epsilon-gamma-box,low=0,high=a | The option 'high' of the method 'lrp' is"
            + " 'a', but must be a number, or one for each channel as in 0/0/0.",
        "lrp:composite=epsilon-gamma-box,low=1,high=0 | The low bound (1.0) must be below the high"
            + " one (0.0).",
        "lrp:composite=epsilon-plus,epsilon=1 | The method 'lrp' has no option 'epsilon'.",
        "lrp:rule=epsilon,epsilon=-1 | The epsilon (-1.0) must be finite and not negative.",
        "lrp:rule=alpha-beta,alpha=2,beta=2 | Alpha (2.0) minus beta (2.0) must be 1",
        "lrp:rule=flat,contrast=3 | The method 'lrp' has no option 'contrast'.",
        "lrp:rule=flat,start=two | The option 'start' of the method 'lrp' is 'two', but must be one"
            + " of [score, one, contrast].",
        "rise:baseline=0+1 | The option 'baseline' of the method 'rise' is '0+1', but must be a"
            + " number, one for each channel as in 0/0/0, id:N for the embedding of an id, or a .npy"
            + " file.",
        "rise:baseline=noise/0/1 | The option 'baseline' of the method 'rise' is 'noise/0/1', but"
            + " must be a number",
        "rise:baseline=a+b.npy | There is no file 'a+b.npy'.",
        "rise:seed=1.5 | The option 'seed' of the method 'rise' is '1.5', but must be a whole"
            + " number.",
        "lime:segments=grid/2 | The option 'segments' of the method 'lime' is 'grid/2', but must be"
            + " a number, or slic/COUNT/COMPACTNESS, felzenszwalb/SCALE/SIGMA/LEAST or"
            + " grid/ROWS/COLUMNS.",
        "xrai:segments=50 | The option 'segments' of the method 'xrai' is '50', but must be given"
            + " in Java, with Xrai.withRegions.",
        "expected-gradients | The method 'expected-gradients' lacks the option 'baseline'.",
        "smooth-grad:inner=nothing:steps=3 | There is no method 'nothing'.",
        "grad-cam:layer= | The name of the layer is empty."
      })
  void whatIsWrongIsNamed(String spec, String message) {
    assertThatThrownBy(() -> MethodSpecs.parse(spec))
        .isInstanceOfAny(IllegalArgumentException.class, SaliencyException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void innerMethodWithoutOptionsMayStandAnywhere() {
    assertThat(MethodSpecs.parse("smooth-grad:inner=guided-backprop,samples=2"))
        .isEqualTo(SmoothGrad.of(GuidedBackprop.of()).withSamples(2));
  }

  @Test
  void strideIsHalfTheWindowUnlessGiven() {
    assertThat(MethodSpecs.parse("occlusion:window=10")).isEqualTo(Occlusion.of(10, 5));
  }

  @Test
  void thousandsOfMethodsInsideEachOtherAreRefused() {
    String spec = "smooth-grad:inner=".repeat(5_000) + "gradient";

    assertThatThrownBy(() -> MethodSpecs.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The method 'smooth-grad' has methods inside each other 5000 deep, which is more than"
                + " 8.\nMaybe leave out 'inner=' where it repeats itself.");
  }
}
