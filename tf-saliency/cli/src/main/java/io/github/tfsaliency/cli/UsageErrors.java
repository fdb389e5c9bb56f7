package io.github.tfsaliency.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The answer to a wrong command line: the mistake and where to read more, in six lines. */
final class UsageErrors {
  private static final int MOST_LINES = 5;

  /** As picocli says it of an option instead of a value. */
  private static final Pattern UNKNOWN_OPTION = Pattern.compile("Unknown option: '([^']+)'");

  private UsageErrors() {}

  /** Prints it; the exit code is 2. */
  static int explain(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    for (String line : lines(refusedValue(failure, arguments).orElse(failure))) {
      err.println(command.getColorScheme().errorText(line));
    }
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'");
    return CommandLine.ExitCode.USAGE;
  }

  /**
   * Of an option that takes several values, picocli takes as many as its converter accepts, and
   * calls the next one unmatched: what the converter says of it is the reason.
   */
  private static Optional<ParameterException> refusedValue(
      ParameterException failure, String[] arguments) {
    String unmatched = failure instanceof UnmatchedArgumentException ? unknown(failure) : "";
    List<String> before =
        Lists.reverse(
            ImmutableList.copyOf(arguments)
                .subList(0, Math.max(0, ImmutableList.copyOf(arguments).indexOf(unmatched))));
    CommandLine command = failure.getCommandLine();
    return before.stream()
        .filter(argument -> argument.startsWith("-"))
        .findFirst()
        .map(option -> Splitter.on('=').limit(2).splitToList(option).get(0))
        .map(command.getCommandSpec()::findOption)
        .filter(option -> option.converters().length == 1)
        .flatMap(option -> refusal(command, option, unmatched));
  }

  private static Optional<ParameterException> refusal(
      CommandLine command, OptionSpec option, String value) {
    try {
      var unused = option.converters()[0].convert(value);
      return Optional.empty();
    } catch (Exception e) {
      return Optional.of(
          new ParameterException(
              command,
              Message.of(
                  "Invalid value for option '%s' (%s): %s",
                  Message.part(option.longestName()),
                  Message.part(option.paramLabel()),
                  Message.part(String.valueOf(e.getMessage())))));
    }
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
