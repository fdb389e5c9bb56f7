package io.github.tfsaliency.display;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Look;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Svg;
import io.github.tfsaliency.display.plot.Plot;
import io.github.tfsaliency.display.plot.Words;
import io.github.tfsaliency.message.Shown;
import java.util.Locale;
import java.util.Map;

/** Pages and parts of pages, by the templates of {@code src/main/jte}. */
final class Pages {
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());

  private static final String PAGE =
      """
      body.display { font: 16px/1.5 FONTS; color: var(--display-text); background: var(--display-ground); margin: 0 auto; max-width: 45rem; padding: 1rem; }
      body.display h1 { font-size: 1.25rem; line-height: 1.3; margin: .4rem 0; overflow-wrap: anywhere; }
      body.display .facts { font-size: .85rem; color: var(--display-pale); margin: .3rem 0; overflow-wrap: anywhere; }
      body.display .display-wide, body.display .display-narrow { margin: 0 -1rem; }
      """
          .replace("FONTS", Svg.FONTS);

  private Pages() {}

  static String page(Heading heading, String markup, Theme theme) {
    return fill(
        "page.jte",
        Map.of(
            "heading",
            heading,
            "markup",
            markup,
            "css",
            "<style>\n" + css(theme) + PAGE + "</style>"));
  }

  /** For wide screens, and for phones, which see one of both. */
  static String markup(Plot plot, String name, Theme theme) {
    if (plot instanceof Words words) {
      return words(words, name, theme);
    }
    return "<div class=\"display-wide\">\n"
        + svg(plot, name, theme, Display.WIDTH)
        + "</div>\n<div class=\"display-narrow\">\n"
        + svg(plot, name, theme, Display.NARROW)
        + "</div>\n";
  }

  static String markup(Plot plot, String name, Theme theme, int width) {
    return plot instanceof Words words
        ? words(words, name, theme)
        : "<div class=\"display-only\">\n" + svg(plot, name, theme, width) + "</div>\n";
  }

  private static String svg(Plot plot, String name, Theme theme, int width) {
    Sketch sketch = new Sketch(width);
    plot.draw(sketch);
    return Svg.of(sketch.finish(name), theme.look());
  }

  private static String words(Words words, String name, Theme theme) {
    String legend = svg(words::drawLegend, name, theme, Display.NARROW);
    return fill("words.jte", Map.of("words", words, "legend", legend));
  }

  private static String fill(String template, Map<String, Object> values) {
    StringOutput output = new StringOutput();
    ENGINE.render(template, values, output);
    return Shown.document(output.toString());
  }

  static String css(Theme theme) {
    Look look = theme.look();
    String rules =
        colours(look)
            + """
            .display-wide svg, .display-narrow svg, .display-only svg { max-width: 100%; height: auto; display: block; }
            .display-narrow { display: none; }
            @media (max-width: 34rem) { .display-wide { display: none; } .display-narrow { display: block; } }
            .display-words p { font: 1rem/2 FONTS; margin: .6rem 0; overflow-wrap: anywhere; color: var(--display-text); }
            .display-words span { border-radius: .25em; padding: .18em .2em; box-decoration-break: clone; -webkit-box-decoration-break: clone; unicode-bidi: isolate; }
            .display-words .special { color: var(--display-pale); font-size: .8em; }
            .display-words svg { max-width: 100%; height: auto; display: block; margin: 0 -16px; }
            """
                .replace("FONTS", Svg.FONTS);
    return look == Look.BOTH
        ? rules + "@media (prefers-color-scheme: dark) { " + colours(Look.DARK) + " }\n"
        : rules;
  }

  private static String colours(Look look) {
    return String.format(
        Locale.ROOT,
        ":root { --display-ground: #%06x; --display-text: #%06x; --display-pale: #%06x; }\n",
        Ink.GROUND.on(look),
        Ink.TEXT.on(look),
        Ink.PALE.on(look));
  }
}
