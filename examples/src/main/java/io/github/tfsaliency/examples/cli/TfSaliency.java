package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.attribution.SaliencyException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine;

/** The entry point of the command line. */
@Command(
    name = "tf-saliency",
    description = "Explains the decisions of TensorFlow SavedModels.",
    subcommands = {
      BiasAnalysisCommand.class,
      CompareCommand.class,
      EvaluateCommand.class,
      ExplainCommand.class,
      ExportCommand.class,
      InspectCommand.class,
      MethodsCommand.class,
      MetricsCommand.class
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was written",
      "1:the model, an input or the computation was refused; nothing was written",
      "2:the command line is wrong"
    })
public final class TfSaliency {
  private TfSaliency() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param arguments {@code --help} lists them
   */
  public static void main(String[] arguments) {
    // The progress bar and picocli format numbers as the default locale does.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(writer(System.out), writer(System.err), arguments));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()), true);
  }

  /** Runs a command; the exit code is 0, 1 or 2. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commandLine = new CommandLine(new TfSaliency());
    return commandLine
        .setOut(SeenWriter.over(out))
        .setErr(SeenWriter.over(err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(TfSaliency::explainFailure)
        .execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
  }

  /** A message that says what to do needs no stack trace; anything else is our own mistake. */
  private static int explainFailure(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) throws Exception {
    boolean explained =
        failure instanceof SaliencyException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException;
    if (!explained || failure.getMessage() == null) {
      throw failure;
    }
    commandLine.getErr().println(commandLine.getColorScheme().errorText(Failures.text(failure)));
    return CommandLine.ExitCode.SOFTWARE;
  }
}
