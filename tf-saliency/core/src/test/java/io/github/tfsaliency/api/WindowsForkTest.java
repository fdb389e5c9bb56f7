package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.support.References;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.StdArrays;

/**
 * What Windows gets, where TensorFlow Java has no custom gradients. It goes by the name of the
 * system alone, so another name is all that it takes. Runs in its own fork.
 */
class WindowsForkTest {
  private static final FloatNdArray INPUT = StdArrays.ndCopyOf(new float[2][12]);
  private static final String SYSTEM = System.getProperty("os.name");

  private static Model model;

  @BeforeAll
  static void pretend() {
    // The natives are loaded by the system's real name.
    model = Model.load(References.model("mlp"));
    System.setProperty("os.name", "Windows 11");
  }

  @AfterAll
  static void stopPretending() {
    System.setProperty("os.name", SYSTEM);
    model.close();
  }

  @Test
  void methodsThatOverrideSayThatTheyDoNotWork() {
    Saliency guided = Saliency.of(model).method(GuidedBackprop.of());

    assertThatThrownBy(() -> guided.compute(INPUT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "TensorFlow Java supports no custom gradients on Windows, so methods that override the"
                + " gradient of nodes do not work there.\n"
                + "Maybe use the gradient or input x gradient, or run on Linux or macOS.");
  }

  @Test
  void theGradientWorks() {
    assertThat(Saliency.of(model).method(Gradient.of()).compute(INPUT).sampleCount()).isEqualTo(2);
  }
}
