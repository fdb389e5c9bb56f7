package io.github.tfsaliency.site;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Whether the commands that a page shows are known to the command line. */
final class ShellBlocks {
  private static final ImmutableSet<String> LANGUAGES = ImmutableSet.of("sh", "bash", "console");

  /** Something that the page leaves out. */
  private static final String AND_SO_ON = "...";

  private final CommandSpec root;

  ShellBlocks(CommandSpec root) {
    this.root = root;
  }

  List<Finding> findings(String file, String markdown) {
    List<Finding> findings = new ArrayList<>();
    for (Markdown.Code block : Markdown.code(markdown)) {
      if (LANGUAGES.contains(block.language())) {
        for (List<String> command : ShellWords.commands(block.text())) {
          check(file, command, findings);
        }
      }
    }
    return findings;
  }

  private void check(String file, List<String> command, List<Finding> findings) {
    int program = 0;
    while (program < command.size() && command.get(program).matches("[A-Z_]+=.*")) {
      program++;
    }
    if (program == command.size() || !isLauncher(command.get(program))) {
      return;
    }
    List<String> words = command.subList(program + 1, command.size());
    if (words.isEmpty() || words.get(0).startsWith("-")) {
      options(file, root, words, findings);
      return;
    }
    CommandLine subcommand = root.subcommands().get(words.get(0));
    if (subcommand == null) {
      findings.add(new Finding(file, "There is no command '" + words.get(0) + "'."));
      return;
    }
    options(file, subcommand.getCommandSpec(), words.subList(1, words.size()), findings);
  }

  private static boolean isLauncher(String word) {
    return word.equals("tf-saliency") || word.endsWith("/bin/tf-saliency");
  }

  private static void options(
      String file, CommandSpec spec, List<String> words, List<Finding> findings) {
    ImmutableSet<String> given =
        words.stream()
            .filter(word -> word.matches("--?[A-Za-z].*"))
            .map(word -> Splitter.on('=').splitToList(word).get(0))
            .collect(ImmutableSet.toImmutableSet());
    for (String name : given) {
      if (spec.findOption(name) == null) {
        findings.add(
            new Finding(
                file, "The command '" + spec.qualifiedName() + "' has no option '" + name + "'."));
      }
    }
    if (words.contains(AND_SO_ON) || given.contains("--help")) {
      return;
    }
    for (Map.Entry<String, List<String>> required : CommandPage.required(spec)) {
      if (required.getValue().stream().noneMatch(given::contains)) {
        findings.add(
            new Finding(
                file,
                "The command '"
                    + spec.qualifiedName()
                    + "' needs the option '"
                    + required.getKey()
                    + "'."));
      }
    }
  }
}
