package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.Page;
import org.jspecify.annotations.Nullable;

/**
 * A page in its frame, read by {@code frame.jte}.
 *
 * @param sheet what stands in the frame
 * @param menu all sections of the site
 */
public record FramePage(Sheet sheet, ImmutableList<Menu> menu) {
  /** Enough headings to be worth a list. */
  private static final int SEVERAL = 3;

  /**
   * A section of the menu.
   *
   * @param title its name
   * @param lines pages
   */
  public record Menu(String title, ImmutableList<Line> lines) {
    /** Long sections are closed while another page is read. */
    public boolean isLong() {
      return lines.size() > 12;
    }
  }

  /**
   * A page of the menu.
   *
   * @param url from the site's root
   * @param title what is shown
   */
  public record Line(String url, String title) {}

  String html() {
    return Page.render("frame.jte", this);
  }

  /** The title of the browser's window. */
  public String windowTitle() {
    return sheet.url().equals("index.html") ? sheet.title() : sheet.title() + " – tf-saliency";
  }

  /** The way to the site's root. */
  public String up() {
    return sheet.up();
  }

  /** The page's HTML. */
  public String body() {
    return sheet.body();
  }

  /** Whether there is something to colour. */
  public boolean hasCode() {
    return sheet.body().contains("<code class=\"language-");
  }

  /** Whether this page is one of a section. */
  public boolean isIn(Menu section) {
    return section.lines().stream().anyMatch(line -> line.url().equals(sheet.url()));
  }

  /** The attribute that marks this page in the menu; none elsewhere. */
  public @Nullable String current(Line line) {
    return line.url().equals(sheet.url()) ? "page" : null;
  }

  /** Headings below the title; none where there are few. */
  public ImmutableList<Heading> contents() {
    ImmutableList<Heading> chapters =
        sheet.headings().stream()
            .filter(heading -> heading.level() == 2)
            .collect(ImmutableList.toImmutableList());
    return chapters.size() < SEVERAL ? ImmutableList.of() : chapters;
  }
}
