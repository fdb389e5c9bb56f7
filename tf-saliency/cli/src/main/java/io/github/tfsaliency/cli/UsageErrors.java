package io.github.tfsaliency.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.io.PrintWriter;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a wrong command line is told: what is wrong, and where to read more, in six lines. */
final class UsageErrors {
  private static final int MOST_LINES = 5;

  /** As picocli says it of an option in the place of a value. */
  private static final Pattern UNKNOWN_OPTION = Pattern.compile("Unknown option: '([^']+)'");

  private UsageErrors() {}

  /** Prints it; the exit code is 2. */
  static int explain(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    for (String line : lines(failure)) {
      err.println(command.getColorScheme().errorText(line));
    }
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'");
    return CommandLine.ExitCode.USAGE;
  }

  private static ImmutableList<String> lines(ParameterException failure) {
    return (failure.getMessage() + "\n" + suggestion(failure))
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(MOST_LINES)
        .collect(toImmutableList());
  }

  /** Options or commands that a misspelt one may have meant. */
  private static String suggestion(ParameterException failure) {
    String unknown = unknown(failure);
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    Set<String> known =
        unknown.startsWith("-") ? command.optionsMap().keySet() : command.subcommands().keySet();
    return unknown.isEmpty() || known.isEmpty()
        ? ""
        : Message.of("Maybe %s.", NearestNames.of(unknown, known));
  }

  private static String unknown(ParameterException failure) {
    Matcher option = UNKNOWN_OPTION.matcher(String.valueOf(failure.getMessage()));
    if (option.lookingAt()) {
      return option.group(1);
    }
    return failure instanceof UnmatchedArgumentException unmatched
        ? unmatched.getUnmatched().stream().findFirst().orElse("")
        : "";
  }
}
