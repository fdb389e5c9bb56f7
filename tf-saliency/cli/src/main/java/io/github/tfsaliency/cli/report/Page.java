package io.github.tfsaliency.cli.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.tfsaliency.message.Shown;
import java.util.Locale;

/** Pages made of the templates of {@code src/main/jte}. */
public final class Page {
  private Page() {}

  /**
   * Fills a template.
   *
   * @param template its name, such as {@code compare.jte}; its folder is that of the model's
   *     package
   * @param model what it reads from
   * @return the page
   */
  public static String render(String template, Object model) {
    String room = model.getClass().getPackageName();
    int folder = room.lastIndexOf('.');
    StringOutput output = new StringOutput();
    TemplateEngine.createPrecompiled(
            null, ContentType.Html, model.getClass().getClassLoader(), room.substring(0, folder))
        .render(room.substring(folder + 1) + "/" + template, model, output);
    return Shown.document(output.toString());
  }

  /**
   * A share for readers.
   *
   * @param share from 0 to 1
   * @return in per cent, with its sign
   */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /**
   * A round share for readers.
   *
   * @param share from 0 to 1
   * @return in whole per cent, with its sign
   */
  public static String whole(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /**
   * A number for readers: a dash where it is not defined.
   *
   * @param value any, NaN too
   * @return a few characters
   */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (value == 0) {
      return "0";
    }
    double magnitude = Math.abs(value);
    String format = magnitude < 1e-3 ? "%.0e" : magnitude < 1e4 ? "%.3f" : "%.3g";
    return String.format(Locale.ROOT, format, value);
  }
}
