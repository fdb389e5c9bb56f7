package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of all pages, as {@code navigation.txt} has it: a line without indentation is a
 * section, others name a file and a title, or a group of pages that the build makes.
 */
record Navigation(ImmutableList<Section> sections) {
  static final String FILE = "docs/site/navigation.txt";

  /** Groups of pages, which have their titles from elsewhere. */
  static final ImmutableSet<String> GROUPS = ImmutableSet.of("methods", "commands", "api");

  record Section(String title, ImmutableList<Entry> entries) {}

  /**
   * A page or a group.
   *
   * @param source a Markdown file, or a name of {@link #GROUPS}
   * @param title empty for a group
   */
  record Entry(String source, String title) {
    boolean isGroup() {
      return GROUPS.contains(source);
    }
  }

  static Navigation parse(String text) {
    ImmutableList.Builder<Section> sections = ImmutableList.builder();
    List<Entry> entries = new ArrayList<>();
    String title = "";
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      if (!line.startsWith(" ")) {
        if (!title.isEmpty()) {
          sections.add(new Section(title, ImmutableList.copyOf(entries)));
        }
        entries.clear();
        title = line.strip();
      } else {
        String[] words = line.strip().split(" +", 2);
        entries.add(new Entry(words[0], words.length == 1 ? "" : words[1]));
      }
    }
    return new Navigation(sections.add(new Section(title, ImmutableList.copyOf(entries))).build());
  }

  ImmutableList<Entry> entries() {
    return sections.stream()
        .flatMap(section -> section.entries().stream())
        .collect(ImmutableList.toImmutableList());
  }
}
