package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.attribution.SaliencyException;
import org.tensorflow.exceptions.TensorFlowException;

/** What may go wrong with one method or picture without making the others worthless. */
final class Failures {
  private Failures() {}

  /** Whether it is about the input, the method or the model, not a mistake of ours. */
  static boolean isExplained(RuntimeException failure) {
    return failure.getMessage() != null
        && (failure instanceof SaliencyException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException
            || failure instanceof TensorFlowException);
  }

  /** Passes our own mistakes on, and says the others in one or two lines. */
  static String text(RuntimeException failure) {
    if (!isExplained(failure)) {
      throw failure;
    }
    return String.valueOf(failure.getMessage()).strip();
  }
}
