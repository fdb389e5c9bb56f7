package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import java.util.regex.Matcher;

/**
 * A page before it has a frame.
 *
 * @param url from the site's root, with slashes
 * @param title the first heading
 * @param body HTML
 * @param headings in order, the title too
 */
public record Sheet(String url, String title, String body, ImmutableList<Heading> headings) {
  /** This page with something more where a pattern is found first. */
  Sheet with(String html, String place) {
    return new Sheet(
        url, title, body.replaceFirst(place, Matcher.quoteReplacement(html)), headings);
  }

  /** The way from this page to the site's root: empty, or with a slash at its end. */
  String up() {
    return "../".repeat((int) url.chars().filter(c -> c == '/').count());
  }
}
