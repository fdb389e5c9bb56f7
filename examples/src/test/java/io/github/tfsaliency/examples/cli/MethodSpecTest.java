package io.github.tfsaliency.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RectifiedGradient.Variant;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.hiding.Occlusion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Surroundings.class)
class MethodSpecTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gradient",
        "input-x-gradient",
        "guided-backprop",
        "deconvnet",
        "rectified-gradient:percentile=98",
        "rectified-gradient:percentile=99.5,variant=mod,padding-trick=true,multiply-by-input=true",
        "rectified-gradient:threshold=-0.25,variant=proportional",
        "lrp:rule=epsilon,epsilon=0.25",
        "lrp:rule=gamma,gamma=0.5",
        "lrp:rule=z-plus",
        "lrp:rule=alpha-beta,alpha=3,beta=2",
        "lrp:rule=w-square",
        "lrp:rule=flat,start=one",
        "lrp:composite=epsilon-plus",
        "lrp:composite=epsilon-plus-flat",
        "lrp:composite=epsilon-gamma-box,low=-1.0,high=1.0",
        "lrp:composite=epsilon-gamma-box,low=-2.1/-2.0/-1.8,high=2.6/2.4/2.2",
        "lrp:composite=epsilon-alpha2-beta1",
        "lrp:composite=epsilon-alpha2-beta1-flat",
        "lrp:composite=excitation-backprop",
        "lrp:composite=preset-a",
        "lrp:composite=preset-a-flat",
        "lrp:composite=preset-b,start=contrast",
        "lrp:composite=preset-b-flat,start=contrast,contrast=7",
        "deeplift:baseline=0",
        "deeplift:baseline=0.5,max-pool=rescale"
      })
  void aMethodIsReadAsItWritesItself(String spec) {
    assertThat(MethodSpec.parse(spec).method().spec()).isEqualTo(spec);
  }

  @Test
  void theOrderOfOptionsDoesNotMatter() {
    assertThat(MethodSpec.parse("rectified-gradient:multiply-by-input=true,percentile=80").method())
        .isEqualTo(RectifiedGradient.percentile(80).withMultiplicationByInput());
  }

  @Test
  void aMethodWithoutOptionsHasItsDefaults() {
    assertThat(MethodSpec.parse("gradient").method()).isEqualTo(Gradient.of());
    assertThat(MethodSpec.parse("rectified-gradient").method())
        .isEqualTo(RectifiedGradient.percentile(98));
    assertThat(MethodSpec.parse("lrp:rule=epsilon").method()).isEqualTo(Lrp.epsilon(1e-6));
    assertThat(MethodSpec.parse("lrp:rule=gamma").method()).isEqualTo(Lrp.gamma(0.25));
    assertThat(MethodSpec.parse("lrp:rule=alpha-beta").method()).isEqualTo(Lrp.alphaBeta(2, 1));
    assertThat(MethodSpec.parse("lrp:rule=alpha-beta,alpha=1").method()).isEqualTo(Lrp.zPlus());
    assertThat(MethodSpec.parse("deeplift").method()).isEqualTo(DeepLift.of(0));
  }

  @Test
  void falseIsTheSameAsNotSaid() {
    assertThat(
            MethodSpec.parse(
                    "rectified-gradient:variant=plain,padding-trick=false,multiply-by-input=false")
                .method())
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
        "rectified-gradient:variant=pro | The option 'variant' of the method 'rectified-gradient' is"
            + " 'pro', but must be one of [plain, mod, proportional].",
        "rectified-gradient:padding-trick=yes | The option 'padding-trick' of the method"
            + " 'rectified-gradient' is 'yes', but must be true or false.",
        "rectified-gradient:percentile=1,percentile=2 | The option 'percentile' of the method"
            + " 'rectified-gradient' is given twice.",
        "rectified-gradient:percentile=1,threshold=2 | A rectified gradient has a percentile (1.0) or"
            + " a threshold (2.0), not both.",
        "rectified-gradient:percentile=101 | The percentile (101.0) must lie in [0, 100].",
        "lrp | LRP takes a composite or a rule.",
        "lrp:rule=flat,composite=preset-a | LRP takes a composite or a rule, not both.",
        "lrp:rule=zplus | The option 'rule' of the method 'lrp' is 'zplus', but must be one of"
            + " [epsilon, gamma, z-plus, alpha-beta, w-square, flat].",
        "lrp:composite=preset-c | The option 'composite' of the method 'lrp' is 'preset-c', but must"
            + " be one of [epsilon-plus, ",
        "lrp:composite=epsilon-gamma-box,low=0 | The method 'lrp' lacks the option 'high'.",
        "lrp:composite=epsilon-gamma-box,low=0,high=a | The option 'high' of the method 'lrp' is 'a',"
            + " but must be a number, or one for each channel as in 0/0/0.",
        "lrp:composite=epsilon-gamma-box,low=1,high=0 | The low bound (1.0) must be below the high"
            + " one (0.0).",
        "lrp:composite=epsilon-plus,epsilon=1 | The method 'lrp' has no option 'epsilon'.",
        "lrp:rule=epsilon,epsilon=-1 | The epsilon (-1.0) must be finite and not negative.",
        "lrp:rule=alpha-beta,alpha=2,beta=2 | Alpha (2.0) less beta (2.0) must be 1",
        "lrp:rule=flat,contrast=3 | The method 'lrp' has no option 'contrast'."
      })
  void whatIsWrongIsNamed(String spec, String message) {
    assertThatThrownBy(() -> MethodSpec.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "integrated-gradients:steps=20,quadrature=gauss-legendre,baseline=0",
        "integrated-gradients:steps=7,quadrature=trapezoid,baseline=0/0.5/1+0.25",
        "integrated-gradients:steps=4,quadrature=left,baseline=0,tolerance=0.01,max-steps=64",
        "smooth-grad:samples=50,noise=0.15,seed=1,inner=guided-backprop",
        "smooth-grad:samples=3,noise=0.2,seed=-7,inner=rectified-gradient:percentile=98,multiply-by-input=true",
        "var-grad:samples=3,noise=0.2,seed=4,inner=smooth-grad:samples=2,noise=0.1,seed=1,inner=gradient",
        "grad-cam:layer=block/relu,relu=false,resize=false",
        "score-cam:resize=false",
        "guided-grad-cam:layer=block",
        "occlusion:window=4,stride=2,baseline=0",
        "occlusion:window=4,stride=2,baseline=0.5,channels=each",
        "expected-gradients:samples=10,seed=3,baseline=0+1",
        "blur-ig:steps=10,max-sigma=5,sqrt=true",
        "guided-ig:steps=10,fraction=0.1,max-distance=1,baseline=0",
        "rise:samples=20,cells=8,keep=0.3,baseline=0,seed=2",
        "kernel-shap:samples=100,segments=grid/3/3,baseline=0,seed=1",
        "lime:samples=100,segments=felzenszwalb/100/0.8/20,baseline=mean,width=0.5,seed=1"
      })
  void methodOfManyPassesIsWrittenAsItIsRead(String spec) {
    assertThat(MethodSpec.parse(spec).method().spec()).isEqualTo(spec);
  }

  @Test
  void innerMethodWithoutOptionsMayStandAnywhere() {
    assertThat(MethodSpec.parse("smooth-grad:inner=guided-backprop,samples=2").method())
        .isEqualTo(SmoothGrad.of(GuidedBackprop.of()).withSamples(2));
  }

  @Test
  void strideIsHalfTheWindowUnlessGiven() {
    assertThat(MethodSpec.parse("occlusion:window=10").method()).isEqualTo(Occlusion.of(10, 5));
  }

  @Test
  void thousandsOfMethodsInsideEachOtherAreRefused() {
    String spec = "smooth-grad:inner=".repeat(5_000) + "gradient";

    assertThatThrownBy(() -> MethodSpec.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The method 'smooth-grad' has methods inside each other 5000 deep, which is more than"
                + " 8.\nMaybe leave out 'inner=' where it repeats itself.");
  }
}
