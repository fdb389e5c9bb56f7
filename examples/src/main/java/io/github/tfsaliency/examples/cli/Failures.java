package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Shown;
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
    return text((Exception) failure);
  }

  /** What it says; TensorFlow's own sentences, which quote the model, become one line. */
  static String text(Exception failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    return failure instanceof TensorFlowException ? Shown.text(message) : Shown.message(message);
  }
}
