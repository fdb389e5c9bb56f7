package io.github.tfsaliency.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class PartsTest {
  @Test
  void theAddressOfAPageIsItsNameInTheRepository() {
    assertThat(Places.of("README.md")).isEqualTo("index.html");
    assertThat(Places.of("docs/methods/lrp.md")).isEqualTo("methods/lrp.html");
    assertThat(Places.of("savedmodels/README.md")).isEqualTo("savedmodels/index.html");
  }

  @Test
  void theNavigationHasSectionsWithPagesAndGroups() {
    Navigation navigation = Navigation.parse("First\n  a.md   A page\n\nSecond\n  methods\n");

    assertThat(navigation.sections())
        .extracting(Navigation.Section::title)
        .containsExactly("First", "Second");
    assertThat(navigation.entries())
        .containsExactly(
            new Navigation.Entry("a.md", "A page"), new Navigation.Entry("methods", ""));
  }

  @Test
  void theSearchHasAnEntryForEachHeadingThatHasText() {
    SearchEntries entries = new SearchEntries();

    entries.add(
        new Sheet(
            "a.html",
            "A",
            "<h1 id=\"a\">A</h1><p>one</p><h2 id=\"b\">B</h2><p>two</p><h2 id=\"c\">C</h2>",
            ImmutableList.of()));

    assertThat(entries.script())
        .contains("{\"u\":\"a.html#a\",\"p\":\"A\",\"h\":\"A\",\"x\":\"one\"}")
        .contains("{\"u\":\"a.html#b\",\"p\":\"A\",\"h\":\"B\",\"x\":\"two\"}")
        .doesNotContain("#c");
  }

  @Test
  void aPageOfACommandHasItsArgumentsAndItsOptionsByName() {
    CommandSpec spec =
        CommandSpec.create()
            .name("draw")
            .addOption(OptionSpec.builder("--wide").description("100 %% wide.").build())
            .addOption(
                OptionSpec.builder("-o", "--out")
                    .paramLabel("DIR")
                    .type(String.class)
                    .required(true)
                    .build())
            .addPositional(
                PositionalParamSpec.builder()
                    .index("0")
                    .paramLabel("FILE")
                    .description("Drawn.")
                    .build());

    CommandPage page = CommandPage.of(new CommandLine(spec).getCommandSpec());

    assertThat(page.arguments())
        .containsExactly(new CommandPage.Described("argument-0", "FILE", "Drawn.", false));
    assertThat(page.options())
        .containsExactly(
            new CommandPage.Described("out", "-o, --out=DIR", "", true),
            new CommandPage.Described("wide", "--wide", "100 % wide.", false));
  }

  @Test
  void aLinkOfAWrittenPageThatLeadsNowhereIsFound(@TempDir Path folder) {
    SiteFolder site = new SiteFolder(folder);
    site.write("a.html", "<p id='here'><a href='#here'></a><a href='b.html#there'></a></p>");
    site.write("b.html", "<img src='none.png'>");

    assertThat(new WrittenLinks(site).findings())
        .containsExactlyInAnyOrder(
            new Finding("a.html", "The link 'b.html#there' of the site leads nowhere."),
            new Finding("b.html", "The link 'none.png' of the site leads nowhere."));
  }
}
