package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The help of a command, read by {@code command.jte}.
 *
 * @param name with the program's name
 * @param description sentences
 * @param synopsis as the help prints it
 * @param arguments that have no name, in order
 * @param options by name
 * @param exitCodes the numbers and their meaning
 */
public record CommandPage(
    String name,
    String description,
    String synopsis,
    ImmutableList<Described> arguments,
    ImmutableList<Described> options,
    ImmutableMap<String, String> exitCodes) {
  private static final int WIDTH = 90;

  /**
   * An option or an argument.
   *
   * @param id its anchor
   * @param names all its names, with the label of its value
   * @param description sentences
   * @param isRequired whether the command refuses to run without it
   */
  public record Described(String id, String names, String description, boolean isRequired) {}

  static CommandPage of(CommandSpec spec) {
    spec.usageMessage().width(WIDTH);
    return new CommandPage(
        spec.qualifiedName(),
        sentences(List.of(spec.usageMessage().description())),
        Ansi.OFF.string(spec.commandLine().getHelp().synopsis(0)).stripTrailing(),
        spec.positionalParameters().stream()
            .filter(argument -> !argument.hidden())
            .map(CommandPage::described)
            .collect(ImmutableList.toImmutableList()),
        spec.options().stream()
            .filter(option -> !option.hidden())
            .sorted(Comparator.comparing(OptionSpec::longestName))
            .map(CommandPage::described)
            .collect(ImmutableList.toImmutableList()),
        ImmutableMap.copyOf(spec.usageMessage().exitCodeList()));
  }

  /** Commands that the help lists, those of other commands left out. */
  static ImmutableList<CommandSpec> shown(CommandSpec root) {
    return root.subcommands().values().stream()
        .map(command -> command.getCommandSpec())
        .filter(spec -> !spec.usageMessage().hidden())
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** The file of the page of a command. */
  static String url(CommandSpec spec) {
    return "commands/" + spec.name() + ".html";
  }

  private static Described described(OptionSpec option) {
    return new Described(
        option.longestName().replaceFirst("^-+", ""),
        String.join(", ", option.names()) + value(option),
        sentences(List.of(option.description())),
        option.required());
  }

  private static Described described(PositionalParamSpec argument) {
    return new Described(
        "argument-" + argument.index(),
        argument.paramLabel(),
        sentences(List.of(argument.description())),
        argument.required());
  }

  private static String value(ArgSpec argument) {
    boolean isFlag = argument.arity().max() == 0;
    String more = argument.arity().max() > 1 ? "..." : "";
    return isFlag ? "" : "=" + argument.paramLabel() + more;
  }

  private static String sentences(Collection<String> lines) {
    // Percent signs are doubled in a help, because picocli takes it for a format.
    return Ansi.OFF.string(String.join(" ", lines)).replace("%n", " ").replace("%%", "%");
  }

  /** Options that a command refuses to run without. */
  static ImmutableList<Map.Entry<String, List<String>>> required(CommandSpec spec) {
    return spec.options().stream()
        .filter(OptionSpec::required)
        .map(option -> Map.entry(option.longestName(), List.of(option.names())))
        .collect(ImmutableList.toImmutableList());
  }
}
