package io.github.tfsaliency.site;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All Markdown of the repository as pages; a link that leads nowhere is a finding. */
final class MarkdownPages {
  /** Notes beside the data of tests are for those who change the tests. */
  private static final String SOURCES = "/src/";

  private final Repository repository;
  private final Map<String, String> plain = new LinkedHashMap<>();
  private final Map<String, ImmutableSet<String>> anchors = new LinkedHashMap<>();
  private final Set<String> files = new LinkedHashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  MarkdownPages(Repository repository) {
    this.repository = repository;
    for (String source : repository.ending(".md")) {
      if (source.contains(SOURCES)) {
        continue;
      }
      String text = repository.read(source);
      plain.put(source, text);
      anchors.put(source, Markdown.anchors(Markdown.html(text, link -> link)));
    }
  }

  /** The text of each Markdown file. */
  ImmutableMap<String, String> texts() {
    return ImmutableMap.copyOf(plain);
  }

  /** Files that are no pages and that a page links to or shows, once all pages are made. */
  ImmutableSet<String> files() {
    return ImmutableSet.copyOf(files);
  }

  List<Finding> findings() {
    return findings;
  }

  /** A page of its Markdown. */
  Sheet sheet(String source) {
    String html = Markdown.html(plain.getOrDefault(source, ""), link -> resolved(source, link));
    var headings = Markdown.headings(html);
    if (headings.isEmpty() || headings.get(0).level() != 1) {
      findings.add(new Finding(source, "The page does not begin with a title."));
    }
    String title = headings.isEmpty() ? source : headings.get(0).text();
    return new Sheet(Places.of(source), title, html, headings);
  }

  private String resolved(String source, String link) {
    if (link.contains(":")) {
      checkOutside(source, link);
      return link;
    }
    List<String> parts = Splitter.on('#').limit(2).splitToList(link);
    String target = parts.get(0).isEmpty() ? source : target(source, parts.get(0));
    String anchor = parts.size() == 1 ? "" : parts.get(1);
    if (target.isEmpty() || !repository.has(target)) {
      findings.add(new Finding(source, "The link '" + link + "' leads to no file."));
      return link;
    }
    if (!anchors.containsKey(target)) {
      files.add(target);
      return Places.way(Places.of(source), Places.file(target));
    }
    if (!anchor.isEmpty() && !anchors.getOrDefault(target, ImmutableSet.of()).contains(anchor)) {
      findings.add(new Finding(source, "The link '" + link + "' leads to no heading."));
    }
    String page =
        target.equals(source) && !anchor.isEmpty()
            ? ""
            : Places.way(Places.of(source), Places.of(target));
    return anchor.isEmpty() ? page : page + "#" + anchor;
  }

  /** A file from the repository's root; empty for what lies outside of it. */
  private static String target(String source, String link) {
    URI base = URI.create("root:/" + source);
    String path = base.resolve(link).getPath();
    return path.startsWith("/..") ? "" : path.substring(1);
  }

  private void checkOutside(String source, String link) {
    try {
      URI uri = new URI(link);
      if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
        return;
      }
    } catch (URISyntaxException e) {
      // Said below, as of every other link that is none.
    }
    findings.add(new Finding(source, "The link '" + link + "' is no address of https."));
  }
}
