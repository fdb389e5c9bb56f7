package io.github.tfsaliency.examples.cli;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much a command says. */
final class TalkOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      description =
          "Says nothing where all goes well: no progress, no warnings (they are in the results), no"
              + " summary. What is lost or refused is named all the same.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description =
          "Says what each step gave, and where in the program a failure arose.")
  private boolean verbose;

  /** Checks that the two are not both asked for. */
  TalkOptions checked() {
    if (quiet && verbose) {
      throw new ParameterException(
          spec.commandLine(), "--quiet and --verbose ask for the opposite.\nMaybe one of them.");
    }
    return this;
  }

  boolean isQuiet() {
    return quiet;
  }

  boolean isVerbose() {
    return verbose;
  }

  /** Starts a bar that is full after so many steps. */
  Progress progress(String task, long steps) {
    return Progress.of(task, steps, quiet ? nowhere() : spec.commandLine().getErr(), quiet);
  }

  /** Standard output, or nothing. */
  PrintWriter out() {
    return quiet ? nowhere() : spec.commandLine().getOut();
  }

  /** Where warnings go. */
  PrintWriter warnings() {
    return quiet ? nowhere() : spec.commandLine().getErr();
  }

  private static PrintWriter nowhere() {
    return new PrintWriter(Writer.nullWriter());
  }
}
