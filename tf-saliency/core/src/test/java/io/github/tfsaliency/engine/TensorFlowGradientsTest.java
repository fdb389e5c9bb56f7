package io.github.tfsaliency.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.engine.GradientProbe.Answer;
import io.github.tfsaliency.opgradient.TensorFlowGradients;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the library believes of TensorFlow's gradients is what TensorFlow says. */
class TensorFlowGradientsTest {
  /** Steps of loops of TensorFlow 1, which TensorFlow follows as a whole; it dies of one alone. */
  static final ImmutableSet<String> LOOP_STEPS =
      ImmutableSet.of("Enter", "Exit", "LoopCond", "Merge", "NextIteration", "Switch");

  @Test
  void theListedOpsAreThoseThatTensorFlowDifferentiates() throws IOException {
    assertThat(answering(Answer.GRADIENT))
        .containsExactlyInAnyOrderElementsOf(TensorFlowGradients.differentiable());
  }

  @Test
  void theListedOpsAreThoseThatStopTensorFlow() throws IOException {
    assertThat(answering(Answer.STOPS))
        .containsExactlyInAnyOrderElementsOf(TensorFlowGradients.none());
  }

  private static Set<String> answering(Answer wanted) throws IOException {
    // The library's own registration is no answer of TensorFlow's.
    return Sets.filter(
        Operations.read().anywhere(),
        op ->
            !LOOP_STEPS.contains(op) && !op.equals("IdentityN") && GradientProbe.ask(op) == wanted);
  }
}
