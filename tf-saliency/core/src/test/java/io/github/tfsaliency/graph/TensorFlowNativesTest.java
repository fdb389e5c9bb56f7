package io.github.tfsaliency.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** What is said where TensorFlow's native library cannot be loaded. */
class TensorFlowNativesTest {
  private static String message(String platform) {
    return TensorFlowNatives.message(platform, new UnsatisfiedLinkError("no jnitensorflow"));
  }

  @Test
  void theClassifierIsThatOfTheSystem() {
    assertThat(message("macosx-arm64"))
        .startsWith("The native library of TensorFlow could not be loaded: no jnitensorflow.\n")
        .contains("org.tensorflow:tensorflow-core-native:")
        .contains(" with the classifier macosx-arm64; ");
  }

  @Test
  void aSystemThatTensorFlowJavaDoesNotSupportIsTold() {
    assertThat(message("macosx-x86_64"))
        .contains("has no native library for this system, macosx-x86_64: no jnitensorflow.")
        .endsWith(
            "Maybe run on a supported system: linux-x86_64, linux-arm64, macosx-arm64,"
                + " windows-x86_64.");
  }

  @Test
  void whereItIsThereNothingIsSaid() {
    assertThatCode(TensorFlowNatives::require).doesNotThrowAnyException();
  }
}
