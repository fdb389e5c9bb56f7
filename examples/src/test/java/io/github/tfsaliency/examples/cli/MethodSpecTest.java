package io.github.tfsaliency.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.RectifiedGradient.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "rectified-gradient:threshold=-0.25,variant=proportional"
      })
  void aMethodIsReadAsItWritesItself(String spec) {
    assertThat(MethodSpec.parse(spec).method().spec()).isEqualTo(spec);
  }

  @Test
  void theOrderOfOptionsDoesNotMatter() {
    assertThat(MethodSpec.parse("rectified-gradient:multiply-by-input=true,percentile=80").method())
        .isEqualTo(RectifiedGradient.percentile(80).multipliedByInput());
  }

  @Test
  void aMethodWithoutOptionsHasItsDefaults() {
    assertThat(MethodSpec.parse("gradient").method()).isEqualTo(new Gradient());
    assertThat(MethodSpec.parse("rectified-gradient").method())
        .isEqualTo(RectifiedGradient.percentile(98));
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
        "rectified-gradient:percentile=101 | The percentile (101.0) must lie in [0, 100]."
      })
  void whatIsWrongIsNamed(String spec, String message) {
    assertThatThrownBy(() -> MethodSpec.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
