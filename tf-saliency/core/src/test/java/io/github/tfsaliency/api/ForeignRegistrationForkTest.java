package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.support.References;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.StdArrays;

/** A process in which somebody else took the gradient of IdentityN first. Runs in its own fork. */
class ForeignRegistrationForkTest {
  private static final FloatNdArray INPUT = StdArrays.ndCopyOf(new float[2][12]);

  @BeforeAll
  static void anotherLibraryRegistersFirst() {
    assertThat(
            TensorFlow.registerCustomGradient(
                "IdentityN", (tf, identity, upstream) -> new ArrayList<>(upstream)))
        .isTrue();
  }

  @Test
  void methodsThatOverrideSayWhoIsInTheWay() {
    try (Model model = Model.load(References.model("mlp"))) {
      Saliency guided = Saliency.of(model).method(GuidedBackprop.of());

      assertThatThrownBy(() -> guided.compute(INPUT))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Another library in this process has registered a gradient for the op 'IdentityN',"
                  + " which tf-saliency uses for its rules.\n"
                  + "Maybe load a model with tf-saliency before that library, or keep them in two"
                  + " processes.");
    }
  }

  @Test
  void theGradientWorks() {
    try (Model model = Model.load(References.model("mlp"))) {
      assertThat(Saliency.of(model).method(Gradient.of()).compute(INPUT).sampleCount())
          .isEqualTo(2);
    }
  }
}
