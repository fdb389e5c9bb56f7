package io.github.tfsaliency.site;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.SpecRow;
import java.util.regex.Pattern;

/**
 * The row of a method in the library's table, read by {@code method.jte}.
 *
 * @param name on the command line
 * @param type the class, with its package
 * @param formula what it computes
 * @param cost in forward passes
 * @param source of the literature
 * @param keys with their defaults; empty where it has none
 */
public record MethodPage(
    String name,
    String type,
    String formula,
    String cost,
    String source,
    ImmutableList<String> keys) {
  /** A comma, but for those of the keys that a value has in brackets. */
  private static final Splitter BETWEEN_KEYS = Splitter.on(Pattern.compile(",(?![^(]*\\))"));

  /** Chapters that each page has. */
  static final ImmutableList<String> CHAPTERS =
      ImmutableList.of("When to use it", "What it does not show", "How it is checked");

  static ImmutableList<MethodPage> all() {
    return MethodSpecs.rows().stream()
        .filter(row -> row.factory().getName().startsWith("io.github.tfsaliency.method"))
        .map(MethodPage::of)
        .collect(ImmutableList.toImmutableList());
  }

  private static MethodPage of(SpecRow<?> row) {
    return new MethodPage(
        row.name(),
        row.factory().getName(),
        row.description(),
        row.cost(),
        row.source(),
        ImmutableList.copyOf(BETWEEN_KEYS.omitEmptyStrings().trimResults().split(row.keys())));
  }

  /** The class without its package. */
  public String simpleType() {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /** The Javadoc of the class, from the site's root. */
  String javadoc() {
    return "api/io.github.tfsaliency/" + type.replace('.', '/') + ".html";
  }

  /** The Markdown of the page, from the repository's root. */
  String file() {
    return "docs/methods/" + name + ".md";
  }
}
