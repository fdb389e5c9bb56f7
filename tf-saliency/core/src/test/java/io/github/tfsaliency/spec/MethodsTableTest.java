package io.github.tfsaliency.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/methods.md are what the table of the library prints; {@code
 * -Dtfsaliency.update-docs=true} writes them anew.
 */
class MethodsTableTest {
  private static final Path PAGE = Path.of("../../docs/methods.md");
  private static final String METHODS = "<!-- methods -->\n";
  private static final String KEYS = "<!-- keys -->\n";
  private static final String END = "<!-- end -->\n";

  @Test
  void thePageHasEveryMethodOfTheTable() throws IOException {
    String page = Files.readString(PAGE);
    String written = replace(replace(page, METHODS, methods()), KEYS, keys());
    if (Boolean.getBoolean("tfsaliency.update-docs")) {
      Files.writeString(PAGE, written);
      return;
    }

    assertThat(page).isEqualTo(written);
  }

  @Test
  void thePageOfRelevanceNamesEveryRuleAndComposite() throws IOException {
    String page = Files.readString(PAGE.resolveSibling("methods/lrp.md"));

    assertThat(RuleRows.ALL).allSatisfy(rule -> assertThat(page).contains("rule=" + rule.name()));
    assertThat(RuleRows.COMPOSITES)
        .allSatisfy(
            composite -> assertThat(page).containsPattern("[`=]" + composite.name() + "[`,]"));
  }

  private static String replace(String page, String mark, String table) {
    int begin = page.indexOf(mark) + mark.length();
    return page.substring(0, begin) + table + page.substring(page.indexOf(END, begin));
  }

  private static String methods() {
    return "| class | command line | what it computes | cost | source |\n|---|---|---|---|---|\n"
        + own()
            .map(
                row ->
                    cells(
                        "`" + row.factory().getSimpleName() + "`",
                        link(row),
                        row.description(),
                        row.cost(),
                        row.source()))
            .collect(Collectors.joining());
  }

  private static String keys() {
    return "| command line | keys with their defaults |\n|---|---|\n"
        + own()
            .filter(row -> !row.keys().isEmpty())
            .map(row -> cells(link(row), "`" + row.keys() + "`"))
            .collect(Collectors.joining());
  }

  private static String link(SpecRow<?> row) {
    return "[`" + row.name() + "`](methods/" + row.name() + ".md)";
  }

  /** Without what the tests add. */
  private static Stream<SpecRow<?>> own() {
    return SpecTable.of(List.of()).methods().values().stream().map(row -> row);
  }

  private static String cells(String... cells) {
    return Stream.of(cells)
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
