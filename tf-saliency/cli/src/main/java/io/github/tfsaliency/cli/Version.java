package io.github.tfsaliency.cli;

import java.io.PrintWriter;
import org.tensorflow.TensorFlow;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/**
 * The output of {@code --version}. picocli creates it with the commands, even if nobody asks for
 * the version. TensorFlow's libraries take half a second to load, so they are not used here.
 */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = TfSaliency.class.getPackage().getImplementationVersion();
    return new String[] {"tf-saliency " + (version == null ? "(not packaged)" : version)};
  }

  /** Prints the versions, if that is what was asked for, or runs the command. */
  static int printOrRun(ParseResult parsed) {
    for (ParseResult command = parsed; command != null; command = command.subcommand()) {
      if (command.isVersionHelpRequested() && !command.isUsageHelpRequested()) {
        PrintWriter out = parsed.commandSpec().commandLine().getOut();
        parsed.commandSpec().commandLine().printVersionHelp(out);
        out.println("TensorFlow " + TensorFlow.version());
        out.println("Java " + System.getProperty("java.version"));
        return CommandLine.ExitCode.OK;
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }
}
