package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.message.Message;
import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much a command says. */
public final class TalkOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      description =
          "Prints nothing if all goes well: no progress, no warnings (they are in the results), no"
              + " summary. Failed inputs and errors are still named.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Prints the result of each step, and the stack trace of a failure.")
  private boolean verbose;

  /**
   * Checks that the two are not both asked for.
   *
   * @return these options
   * @throws ParameterException if both are
   */
  public TalkOptions checked() {
    if (quiet && verbose) {
      throw new ParameterException(
          spec.commandLine(), "--quiet and --verbose ask for the opposite.\nMaybe one of them.");
    }
    return this;
  }

  /**
   * Whether nothing is said where all goes well.
   *
   * @return whether {@code --quiet} is given
   */
  public boolean isQuiet() {
    return quiet;
  }

  /**
   * Whether each step says what it gave.
   *
   * @return whether {@code --verbose} is given
   */
  public boolean isVerbose() {
    return verbose;
  }

  /**
   * Starts a progress bar; with {@code --quiet} nobody sees it.
   *
   * @param task what is done
   * @param steps how many steps fill the bar
   * @return the bar, to be closed
   */
  public Progress progress(String task, long steps) {
    return Progress.of(task, steps, quiet ? nowhere() : spec.commandLine().getErr(), quiet);
  }

  /**
   * Where results are told.
   *
   * @return standard output, or nothing with {@code --quiet}
   */
  public PrintWriter out() {
    return quiet ? nowhere() : spec.commandLine().getOut();
  }

  /**
   * Where warnings are told.
   *
   * @return standard error, or nothing with {@code --quiet}
   */
  public PrintWriter warnings() {
    return quiet ? nowhere() : spec.commandLine().getErr();
  }

  /**
   * Tells what was done and may not be wanted.
   *
   * @param sentence without a full stop, on one line
   */
  public void note(String sentence) {
    warnings().print(Message.of("Note: %s.%n", Message.part(sentence)));
    warnings().flush();
  }

  private static PrintWriter nowhere() {
    return new PrintWriter(Writer.nullWriter());
  }
}
