package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands of a shell, as words. */
final class ShellWords {
  /** A comment, the end of a command, or a word with its quotes. */
  private static final Pattern TOKEN =
      Pattern.compile("(?<=^|\\s)#\\V*|(?<end>[;|&\n]+)|(?<word>('[^']*'|\"[^\"]*\"|[^\\s;|&])+)");

  private ShellWords() {}

  /** The commands of a block, each without quotes, redirections included. */
  static ImmutableList<List<String>> commands(String block) {
    ImmutableList.Builder<List<String>> commands = ImmutableList.builder();
    ImmutableList.Builder<String> words = ImmutableList.builder();
    Matcher matcher = TOKEN.matcher(block.replaceAll("\\\\\n", " "));
    while (matcher.find()) {
      if (matcher.group("end") != null) {
        add(commands, words.build());
        words = ImmutableList.builder();
      } else if (matcher.group("word") != null) {
        words.add(matcher.group("word").replaceAll("['\"]", ""));
      }
    }
    add(commands, words.build());
    return commands.build();
  }

  private static void add(ImmutableList.Builder<List<String>> commands, List<String> words) {
    if (!words.isEmpty()) {
      commands.add(ImmutableList.copyOf(words));
    }
  }
}
