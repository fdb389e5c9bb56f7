package io.github.tfsaliency.server.http;

import io.github.tfsaliency.attribution.ComputationTimeoutException;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.work.WorkQueue;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/**
 * The answer to a failure for the client: what is wrong with the request is said, what is wrong
 * with this program is told the operator.
 *
 * @param log gets faults of this program with their traces
 */
public record FailureTexts(PrintWriter log) implements WorkQueue.Failures {
  @Override
  public Refusal refusal(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    if (failure instanceof ComputationTimeoutException) {
      return Refusal.because(Refusal.LATE, message(failure), failure);
    }
    if (failure instanceof SaliencyException || failure instanceof IllegalArgumentException) {
      return Refusal.because(Refusal.BAD_REQUEST, message(failure), failure);
    }
    if (failure instanceof TFInvalidArgumentException) {
      return Refusal.because(
          Refusal.BAD_REQUEST, Shown.text(String.valueOf(failure.getMessage())), failure);
    }
    if (failure instanceof CancellationException) {
      return Refusal.because(Refusal.UNAVAILABLE, "The computation was cancelled.", failure);
    }
    synchronized (log) {
      failure.printStackTrace(log);
      log.flush();
    }
    return Refusal.because(
        Refusal.OWN_FAULT,
        failure instanceof OutOfMemoryError
            ? "The memory of the server is not enough.\nMaybe send fewer or smaller instances."
            : "The server failed. Its log says how.",
        failure);
  }

  private static String message(Throwable failure) {
    return Shown.message(String.valueOf(failure.getMessage()));
  }
}
