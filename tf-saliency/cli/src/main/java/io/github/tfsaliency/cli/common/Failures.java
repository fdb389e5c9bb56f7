package io.github.tfsaliency.cli.common;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.message.Wording;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.tensorflow.exceptions.TensorFlowException;

/** The texts of failures for the user. */
public final class Failures {
  private static final long MEBIBYTE = 1L << 20;

  private Failures() {}

  /** One or two lines for any failure: what it is, and what to do. */
  public static String sentence(Throwable failure) {
    if (failure instanceof RuntimeException explained && isExplained(explained)) {
      return text(explained);
    }
    if (failure instanceof OutOfMemoryError) {
      return Message.of(
          "The memory of this process, a Java heap of at most %d MiB, is not enough: %s.\n"
              + "Maybe ask for fewer steps, samples or inputs, or give it more with"
              + " JAVA_OPTS=-Xmx8g.",
          Runtime.getRuntime().maxMemory() / MEBIBYTE, Message.reason(failure));
    }
    if (failure instanceof StackOverflowError) {
      return "Something is nested more deeply than the stack of this process allows.\n"
          + "Maybe give it more with JAVA_OPTS=-Xss64m.";
    }
    if (failure instanceof UncheckedIOException unchecked) {
      return sentence(requireNonNull(unchecked.getCause(), "cause"));
    }
    if (failure instanceof IOException) {
      return Message.of(
          "A file cannot be read or written: %s.\n"
              + "Maybe check that it is there, may be used, and has room.",
          failure);
    }
    if (failure instanceof LinkageError) {
      return Message.of(
          "A library cannot be loaded: %s.\n"
              + "Maybe TensorFlow's native libraries are for another system, or cannot be"
              + " unpacked.",
          failure);
    }
    return Message.of(
        "This is a bug in tf-saliency: %s.\nMaybe report it with the output of --stacktrace.",
        failure);
  }

  /** Whether the process was asked to end, and its hooks are running. */
  public static boolean isEnding() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /**
   * Whether it may go wrong with one method or picture without making the others worthless: it is
   * about the input, the method or the model, not a mistake of ours.
   */
  public static boolean isExplained(RuntimeException failure) {
    return failure.getMessage() != null
        && (failure instanceof SaliencyException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException
            || failure instanceof TensorFlowException);
  }

  /** Passes our own mistakes on, and says the others in one or two lines. */
  public static String text(RuntimeException failure) {
    if (!isExplained(failure)) {
      throw failure;
    }
    return text((Exception) failure);
  }

  /**
   * What it says, with options instead of methods; TensorFlow's own sentences, which quote the
   * model, become one line.
   */
  public static String text(Exception failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    return failure instanceof TensorFlowException
        ? Shown.text(message)
        : Wording.onCommandLine(Shown.message(message));
  }
}
