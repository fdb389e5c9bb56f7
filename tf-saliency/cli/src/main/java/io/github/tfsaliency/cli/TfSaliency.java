package io.github.tfsaliency.cli;

import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.Losses;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The entry point of the command line. */
@Command(
    name = "tf-saliency",
    description = "Explains the decisions of TensorFlow SavedModels.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was written",
      "1:the model, the only input or the computation was refused, or output could not be written",
      "2:the command line is wrong",
      "3:some inputs were lost, each is named; the others were written"
    })
public final class TfSaliency {
  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Also shows where in the program a failure arose.")
  private boolean stackTrace;

  private TfSaliency() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param arguments {@code --help} lists them
   */
  public static void main(String[] arguments) {
    // The progress bar and picocli format numbers as the default locale does.
    Locale.setDefault(Locale.ROOT);
    PrintWriter err = writer(FileDescriptor.err);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> err.println(Failures.sentence(failure)));
    System.exit(run(writer(FileDescriptor.out), err, arguments));
  }

  /** Not through System.out, which keeps to itself that something could not be written. */
  private static PrintWriter writer(FileDescriptor stream) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(stream), Charset.defaultCharset()), true);
  }

  /**
   * Runs a command in this process.
   *
   * @param out where results are told
   * @param err where progress, warnings and failures are told
   * @param arguments {@code --help} lists them
   * @return the exit code: 0, 1, 2 or 3
   */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    TfSaliency program = new TfSaliency();
    CommandLine commandLine = new CommandLine(program);
    Commands.of(arguments).forEach(commandLine::addSubcommand);
    commandLine
        .setOut(SeenWriter.over(out))
        .setErr(SeenWriter.over(err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A misspelt option is no value of the option before it.
        .setUnmatchedOptionsAllowedAsOptionParameters(false)
        .setExecutionStrategy(Version::printOrRun)
        .setParameterExceptionHandler(UsageErrors::explain)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> program.explainFailure(failure, command));
    int code;
    try {
      code =
          commandLine.execute(
              arguments.length == 0 ? new String[] {"--help"} : OldNames.replaced(arguments));
    } catch (Error e) {
      code = program.explainFailure(e, commandLine);
    }
    if (out.checkError()) {
      err.println(
          "The output could not be written.\n"
              + "Maybe the disk is full, or the program that reads it has ended.");
    }
    boolean isWritten = !out.checkError() && !err.checkError();
    boolean claims = code == CommandLine.ExitCode.OK || code == Losses.SOME_LOST;
    return claims && !isWritten ? CommandLine.ExitCode.SOFTWARE : code;
  }

  /** Says in one sentence what went wrong, and what to do. */
  private int explainFailure(Throwable failure, CommandLine commandLine) {
    if (Failures.isEnding()) {
      // Asked to end, the process has already removed what it was writing.
      return CommandLine.ExitCode.SOFTWARE;
    }
    PrintWriter err = commandLine.getErr();
    err.println(commandLine.getColorScheme().errorText(Failures.sentence(failure)));
    if (stackTrace) {
      failure.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
