package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.site.FramePage.Line;
import io.github.tfsaliency.site.FramePage.Menu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** All pages, in the order of the navigation. */
final class Site {
  private static final String JAVADOC = "tf-saliency/core/target/reports/apidocs";
  private static final String OVERVIEW = "docs/methods.md";
  private static final String API = "api/index.html";
  private static final String LIBRARIES = "META-INF/resources/webjars/";

  /** What is copied from the class path, and where to. */
  private static final ImmutableMap<String, String> ASSETS =
      ImmutableMap.of(
          "io/github/tfsaliency/site/site.css",
          "assets/site.css",
          "io/github/tfsaliency/site/search.js",
          "assets/search.js",
          LIBRARIES + "lunr/2.3.9/lunr.min.js",
          "assets/lunr.js",
          LIBRARIES + "highlightjs/11.11.1/highlight.js",
          "assets/highlight.js");

  private final Repository repository;
  private final CommandSpec root;
  private final MarkdownPages markdown;
  private final ImmutableList<MethodPage> methods = MethodPage.all();
  private final Map<String, Sheet> sheets = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  Site(Repository repository, CommandSpec root) {
    this.repository = repository;
    this.root = root;
    markdown = new MarkdownPages(repository);
  }

  /** Writes the site, and says what is wrong with the documentation. */
  List<Finding> write(SiteFolder folder) {
    checkTexts();
    Navigation navigation = Navigation.parse(repository.read(Navigation.FILE));
    ImmutableList<Menu> menu =
        navigation.sections().stream()
            .map(section -> new Menu(section.title(), lines(section)))
            .collect(ImmutableList.toImmutableList());
    markdown.texts().keySet().stream()
        .filter(source -> !sheets.containsKey(Places.of(source)))
        .forEach(source -> findings.add(new Finding(source, "The navigation has no such page.")));
    folder.clear();
    SearchEntries search = new SearchEntries();
    for (Sheet sheet : sheets.values()) {
      search.add(sheet);
      folder.write(sheet.url(), new FramePage(sheet, menu).html());
    }
    folder.write("assets/search-entries.js", search.script());
    ASSETS.forEach(folder::copyResource);
    markdown.files().forEach(file -> folder.copy(repository.path(file), Places.file(file)));
    if (hasApi()) {
      folder.copyAll(repository.path(JAVADOC), "api");
    }
    findings.addAll(markdown.findings());
    findings.addAll(new WrittenLinks(folder).findings());
    return findings;
  }

  private void checkTexts() {
    ShellBlocks shell = new ShellBlocks(root);
    JavaBlocks java = new JavaBlocks(repository);
    NamedTests tests = new NamedTests(repository);
    markdown
        .texts()
        .forEach(
            (source, text) -> {
              findings.addAll(shell.findings(source, text));
              findings.addAll(java.findings(source, text));
              findings.addAll(tests.findings(source, text));
            });
    findings.addAll(MethodPageCheck.of(methods, markdown.texts()));
  }

  private ImmutableList<Line> lines(Navigation.Section section) {
    ImmutableList.Builder<Line> lines = ImmutableList.builder();
    for (Navigation.Entry entry : section.entries()) {
      switch (entry.source()) {
        case "methods" ->
            methods.stream()
                .filter(method -> repository.has(method.file()))
                .forEach(method -> lines.add(method(method)));
        case "commands" -> CommandPage.shown(root).forEach(command -> lines.add(command(command)));
        case "api" -> {
          if (hasApi()) {
            lines.add(new Line(API, "Java API"));
          }
        }
        default -> {
          if (repository.has(entry.source())) {
            Sheet sheet = withGallery(entry.source(), markdown.sheet(entry.source()));
            sheets.put(sheet.url(), sheet);
            lines.add(new Line(sheet.url(), entry.title()));
          } else {
            findings.add(
                new Finding(Navigation.FILE, "There is no page '" + entry.source() + "'."));
          }
        }
      }
    }
    return lines.build();
  }

  private Line method(MethodPage method) {
    Sheet sheet = markdown.sheet(method.file());
    MethodFacts facts =
        new MethodFacts(method, hasApi() ? Places.way(sheet.url(), method.javadoc()) : "");
    sheets.put(sheet.url(), sheet.with(Page.render("method.jte", facts), "(?<=</h1>)"));
    return new Line(sheet.url(), method.name());
  }

  /** All pictures, ahead of the first table of the methods' overview. */
  private Sheet withGallery(String source, Sheet sheet) {
    return source.equals(OVERVIEW)
        ? sheet.with(Page.render("gallery.jte", new Gallery(methods)), "(?=<table)")
        : sheet;
  }

  private Line command(CommandSpec spec) {
    String url = CommandPage.url(spec);
    String body = Page.render("command.jte", CommandPage.of(spec));
    sheets.put(url, new Sheet(url, spec.qualifiedName(), body, Markdown.headings(body)));
    return new Line(url, spec.name());
  }

  private boolean hasApi() {
    Path index = repository.path(JAVADOC).resolve("index.html");
    return Files.exists(index);
  }
}
