package io.github.tfsaliency.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Sets aside what KServe puts on a container's command line and this program has no use for:
 * options with an underscore, {@code --name=value}, {@code --name value} or {@code --name}.
 */
@SuppressWarnings("JdkObsolete") // Picocli's own signature.
final class KserveArguments implements IParameterPreprocessor {
  private static final Pattern OPTION = Pattern.compile("(--[^=]*_[^=]*)(=.*)?", Pattern.DOTALL);
  private static final Pattern VALUE = Pattern.compile("[^-].*|-\\d.*|-|", Pattern.DOTALL);

  @Override
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    List<String> given = new ArrayList<>(arguments);
    Collections.reverse(given);
    List<String> unknown = new ArrayList<>();
    List<String> known = split(given, command, unknown);
    arguments.clear();
    Collections.reverse(known);
    arguments.addAll(known);
    ((ServeCommand) command.userObject()).setAside(unknown);
    return false;
  }

  private static List<String> split(List<String> given, CommandSpec command, List<String> unknown) {
    List<String> known = new ArrayList<>();
    Iterator<String> rest = given.iterator();
    String next = rest.hasNext() ? rest.next() : null;
    while (next != null) {
      var option = OPTION.matcher(next);
      boolean aside = option.matches() && !command.optionsMap().containsKey(option.group(1));
      boolean takesNext = aside && option.group(2) == null;
      (aside ? unknown : known).add(aside ? option.group(1) : next);
      next = rest.hasNext() ? rest.next() : null;
      if (takesNext && next != null && VALUE.matcher(next).matches()) {
        next = rest.hasNext() ? rest.next() : null;
      }
    }
    return known;
  }
}
