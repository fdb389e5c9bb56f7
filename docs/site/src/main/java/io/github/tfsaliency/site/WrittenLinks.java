package io.github.tfsaliency.site;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Whether all that the written pages refer to was written, menus included. */
final class WrittenLinks {
  /** Javadoc's own pages were checked by doclint. */
  private static final String API = "api/";

  private final SiteFolder folder;
  private final Map<String, ImmutableSet<String>> anchors = new HashMap<>();

  WrittenLinks(SiteFolder folder) {
    this.folder = folder;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    Map<String, Document> pages = new HashMap<>();
    for (String page : folder.pages()) {
      if (!page.startsWith(API)) {
        String html = folder.read(page);
        pages.put(page, Jsoup.parse(html));
        anchors.put(page, Markdown.anchors(html));
      }
    }
    pages.forEach((page, document) -> check(page, document, findings));
    return findings;
  }

  private void check(String page, Document document, List<Finding> findings) {
    for (Element element : document.select("[href], [src]")) {
      String link = element.hasAttr("href") ? element.attr("href") : element.attr("src");
      if (!link.contains(":") && !leads(page, link)) {
        findings.add(new Finding(page, "The link '" + link + "' of the site leads nowhere."));
      }
    }
  }

  private boolean leads(String page, String link) {
    List<String> parts = Splitter.on('#').limit(2).splitToList(link);
    String target = URI.create("root:/" + page).resolve(parts.get(0)).getPath().substring(1);
    if (parts.get(0).isEmpty()) {
      target = page;
    }
    if (!folder.has(target)) {
      return false;
    }
    ImmutableSet<String> there = anchors.get(target);
    return parts.size() == 1 || there == null || there.contains(parts.get(1));
  }
}
