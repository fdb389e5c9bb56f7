package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.message.Shown;
import org.jspecify.annotations.Nullable;

/** Texts in tables that spreadsheets open. */
public final class Cells {
  private Cells() {}

  /** A name or a path, on one line. */
  public static String name(String name) {
    return text(name).replace("\n", "\\n");
  }

  /**
   * A sentence, which may have several lines, that no spreadsheet takes for a formula: one that
   * begins like a formula gets an apostrophe in front, which spreadsheets read as "this is text".
   */
  public static String text(String text) {
    String shown = Shown.document(text);
    return !shown.isEmpty() && "=+-@\t".indexOf(shown.charAt(0)) >= 0 ? "'" + shown : shown;
  }

  /** A figure; null where it is not defined. */
  public static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
