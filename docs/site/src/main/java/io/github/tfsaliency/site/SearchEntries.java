package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** What the search finds: an entry for each heading, with the text below it. */
final class SearchEntries {
  private final List<Entry> entries = new ArrayList<>();

  /**
   * A place to find. Its names are short because they are written a thousand times.
   *
   * @param u the address from the site's root
   * @param p the title of the page
   * @param h the heading
   * @param x the text
   */
  private record Entry(String u, String p, String h, String x) {}

  void add(Sheet sheet) {
    String url = sheet.url();
    String heading = sheet.title();
    StringBuilder text = new StringBuilder();
    for (Element element : Jsoup.parseBodyFragment(sheet.body()).body().children()) {
      if (element.tagName().matches("h[1-3]")) {
        put(url, sheet.title(), heading, text);
        url = element.id().isEmpty() ? sheet.url() : sheet.url() + "#" + element.id();
        heading = element.text();
      } else {
        text.append(' ').append(element.text());
      }
    }
    put(url, sheet.title(), heading, text);
  }

  private void put(String url, String title, String heading, StringBuilder text) {
    if (!text.toString().isBlank()) {
      entries.add(new Entry(url, title, heading, text.toString().strip()));
    }
    text.setLength(0);
  }

  /** A script, because a page that was opened from a disk may read no other file. */
  String script() {
    return "window.tfSaliencySearch = " + new Gson().toJson(ImmutableList.copyOf(entries)) + ";\n";
  }
}
