package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.message.Message;
import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Inputs that gave nothing. One bad input does not lose the others: it is named on standard error,
 * and the exit code says that some were lost.
 */
public final class Losses {
  /** Some results were written, and something that was asked for is not among them. */
  public static final int SOME_LOST = 3;

  @Option(
      names = "--fail-fast",
      description =
          "Stops at the first input that cannot be read or explained, and writes nothing. By"
              + " default such an input is named and skipped.")
  private boolean failFast;

  private int count;
  private PrintWriter err = new PrintWriter(Writer.nullWriter());
  private boolean traces;

  /** Where lost inputs are named. */
  public void to(PrintWriter newErr, boolean withTraces) {
    err = newErr;
    traces = withTraces;
  }

  /** The only thing that is asked for: it fails as if nothing else could be there. */
  public void failFast() {
    failFast = true;
  }

  /** Whether the first loss ends everything, with nothing written. */
  public boolean isFailFast() {
    return failFast;
  }

  /**
   * Names what was lost.
   *
   * @param what an input, or an input and a method
   * @return the reason in one or two lines
   */
  public String add(String what, Throwable failure) {
    if (failFast) {
      throw rethrown(failure);
    }
    count++;
    String reason = Failures.sentence(failure);
    err.print(Message.of("Lost: %s: %s%n", what, Message.part(reason)));
    if (traces) {
      failure.printStackTrace(err);
    }
    err.flush();
    return reason;
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  /** The exit code of a command that has written something. */
  public int exitCode() {
    return count == 0 ? CommandLine.ExitCode.OK : SOME_LOST;
  }
}
