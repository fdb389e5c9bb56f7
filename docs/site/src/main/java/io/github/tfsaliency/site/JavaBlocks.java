package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the Java of a page stands in a source that the build compiles. */
final class JavaBlocks {
  /** A source may go on where a page closes its block. */
  private static final String LAST_BRACES = "(?:\n}[)};]*)+\n$";

  private final ImmutableList<String> sources;

  /**
   * Reads the sources.
   *
   * @param repository whose Java is compiled and run by the build
   */
  JavaBlocks(Repository repository) {
    sources =
        repository.ending(".java").stream()
            .map(repository::read)
            .map(JavaBlocks::normalized)
            .collect(ImmutableList.toImmutableList());
  }

  List<Finding> findings(String file, String markdown) {
    return Markdown.code(markdown).stream()
        .filter(block -> block.language().equals("java"))
        .map(block -> normalized(block.text()).replaceFirst(LAST_BRACES, "\n"))
        .filter(code -> sources.stream().noneMatch(source -> source.contains(code)))
        .map(
            code ->
                new Finding(
                    file,
                    "No source has the Java that begins with '"
                        + code.strip().lines().findFirst().orElse("")
                        + "'."))
        .toList();
  }

  /** Without indentation, blank lines, and the comments that mark regions and name files. */
  private static String normalized(String code) {
    return code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .filter(line -> !line.matches("// (tag|end)::.*|// \\S+\\.java"))
        .collect(Collectors.joining("\n", "\n", "\n"));
  }
}
