package io.github.tfsaliency.site;

import java.util.Locale;

/** The address of each page: names stay as they are in the repository. */
final class Places {
  private static final String DOCS = "docs/";

  private Places() {}

  /**
   * The address of a page.
   *
   * @param source a Markdown file, from the repository's root
   * @return from the site's root
   */
  static String of(String source) {
    if (source.equals("README.md")) {
      return "index.html";
    }
    String inner = file(source);
    String stem = inner.substring(0, inner.length() - ".md".length());
    return stem.replaceFirst("/README$", "/index").toLowerCase(Locale.ROOT) + ".html";
  }

  /**
   * The address of a file that is no page.
   *
   * @param source a file, from the repository's root
   * @return from the site's root
   */
  static String file(String source) {
    return source.startsWith(DOCS) ? source.substring(DOCS.length()) : source;
  }

  /** The way from one page to another, both from the site's root. */
  static String way(String from, String to) {
    return "../".repeat((int) from.chars().filter(c -> c == '/').count()) + to;
  }
}
