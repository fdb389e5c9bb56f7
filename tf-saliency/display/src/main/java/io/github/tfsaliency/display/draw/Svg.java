package io.github.tfsaliency.display.draw;

import static com.google.common.html.HtmlEscapers.htmlEscaper;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;
import java.util.TreeMap;

/** A sheet as SVG: one element, of which nothing lies elsewhere. */
public final class Svg {
  /** Fonts that every system has, of about the width that Java's has. */
  public static final String FONTS =
      "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Verdana, Helvetica, Arial, sans-serif";

  private final Look look;
  private final StringBuilder out = new StringBuilder();
  private final TreeMap<String, Ink> used = new TreeMap<>();

  private Svg(Look look) {
    this.look = look;
  }

  /** An element that can stand in a page, or in a file of its own. */
  public static String of(Sheet sheet, Look look) {
    return new Svg(look).draw(sheet);
  }

  private String draw(Sheet sheet) {
    shape(
        "rect",
        Ink.GROUND.solid(),
        "",
        filled(
            "x=\"0\" y=\"0\" width=\"%s\" height=\"%s\"",
            number(sheet.width()), number(sheet.height())));
    sheet.marks().forEach(this::draw);
    String width = number(sheet.width());
    String height = number(sheet.height());
    return filled(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\""
                + " height=\"%s\" role=\"img\" aria-label=\"%s\" font-family=\"%s\">\n",
            width, height, width, height, escaped(sheet.name()), FONTS)
        + style()
        + out
        + "</svg>\n";
  }

  /** What readers of a dark page see instead. */
  private String style() {
    if (look != Look.BOTH || used.isEmpty()) {
      return "";
    }
    StringBuilder style = new StringBuilder("<style>@media (prefers-color-scheme: dark) {");
    used.forEach(
        (name, ink) ->
            style.append(
                String.format(
                    Locale.ROOT,
                    " .fill-%1$s { fill: #%2$06x; } .line-%1$s { stroke: #%2$06x; }",
                    name,
                    ink.dark())));
    return style.append(" }</style>\n").toString();
  }

  private void draw(Mark mark) {
    if (mark instanceof Mark.Box box) {
      String round = box.round() > 0 ? " rx=\"" + number(box.round()) + "\"" : "";
      shape(
          "rect",
          box.fill(),
          box.hint(),
          place(box.x(), box.y(), box.width(), box.height()) + round);
    } else if (mark instanceof Mark.Line line) {
      stroke(
          "line",
          line.stroke(),
          line.width(),
          filled(
              "x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"%s",
              number(line.x1()),
              number(line.y1()),
              number(line.x2()),
              number(line.y2()),
              line.dashed() ? " stroke-dasharray=\"3 3\"" : ""));
    } else if (mark instanceof Mark.Curve curve) {
      stroke(
          "polyline",
          curve.stroke(),
          curve.width(),
          "points=\"" + points(curve.x(), curve.y()) + "\" stroke-linejoin=\"round\"");
    } else if (mark instanceof Mark.Segments lines) {
      stroke("path", lines.stroke(), lines.width(), "d=\"" + segments(lines) + "\"");
    } else if (mark instanceof Mark.Area area) {
      shape("polygon", area.fill(), "", "points=\"" + points(area.x(), area.y()) + "\"");
    } else if (mark instanceof Mark.Dot dot) {
      shape(
          "circle",
          dot.fill(),
          dot.hint(),
          filled(
              "cx=\"%s\" cy=\"%s\" r=\"%s\"",
              number(dot.x()), number(dot.y()), number(dot.radius())));
    } else if (mark instanceof Mark.Label label) {
      draw(label);
    } else if (mark instanceof Mark.Raster raster) {
      out.append("<image ")
          .append(place(raster.x(), raster.y(), raster.width(), raster.height()))
          .append(" preserveAspectRatio=\"none\"")
          .append(raster.smooth() ? "" : " style=\"image-rendering: pixelated\"")
          .append(" href=\"")
          .append(Encoded.uri(raster.image()))
          .append("\"/>\n");
    }
  }

  private void draw(Mark.Label label) {
    String anchor =
        switch (label.anchor()) {
          case LEFT -> "";
          case MIDDLE -> " text-anchor=\"middle\"";
          case RIGHT -> " text-anchor=\"end\"";
        };
    String length =
        label.length() > 0
            ? " textLength=\"" + number(label.length()) + "\" lengthAdjust=\"spacingAndGlyphs\""
            : "";
    out.append(
        filled(
            "<text x=\"%s\" y=\"%s\" font-size=\"%s\"%s%s%s%s>%s</text>\n",
            number(label.x()),
            number(label.y()),
            number(label.type().size()),
            label.type().isBold() ? " font-weight=\"600\"" : "",
            anchor,
            length,
            attributes("fill", label.fill()),
            escaped(label.text())));
  }

  private void shape(String element, Paint fill, String hint, String attributes) {
    out.append("<").append(element).append(" ").append(attributes).append(attributes("fill", fill));
    if (hint.isEmpty()) {
      out.append("/>\n");
    } else {
      out.append("><title>").append(escaped(hint)).append("</title></").append(element);
      out.append(">\n");
    }
  }

  private void stroke(String element, Paint stroke, double width, String attributes) {
    out.append("<").append(element).append(" fill=\"none\" ").append(attributes);
    out.append(" stroke-width=\"").append(number(width)).append("\"");
    out.append(attributes("stroke", stroke)).append("/>\n");
  }

  private String attributes(String what, Paint paint) {
    Ink ink = paint.ink();
    String shown = String.format(Locale.ROOT, " %s=\"#%06x\"", what, ink.on(look));
    if (paint.opacity() < 1) {
      shown += " " + what + "-opacity=\"" + number(paint.opacity()) + "\"";
    }
    if (ink.changes() && look == Look.BOTH) {
      used.put(ink.name(), ink);
      shown += " class=\"" + (what.equals("fill") ? "fill-" : "line-") + ink.name() + "\"";
    }
    return shown;
  }

  @FormatMethod
  private static String filled(@FormatString String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }

  private static String place(double x, double y, double width, double height) {
    return filled(
        "x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"",
        number(x), number(y), number(width), number(height));
  }

  private static String points(ImmutableDoubleArray x, ImmutableDoubleArray y) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length(); i++) {
      points.append(i > 0 ? " " : "").append(number(x.get(i))).append(',').append(number(y.get(i)));
    }
    return points.toString();
  }

  private static String segments(Mark.Segments lines) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < lines.x().length(); i++) {
      path.append(i % 2 == 0 ? 'M' : 'L');
      path.append(number(lines.x().get(i))).append(' ').append(number(lines.y().get(i)));
    }
    return path.toString();
  }

  private static String escaped(String text) {
    return htmlEscaper().escape(text);
  }

  /** Two places behind the point, without zeros at the end. */
  static String number(double value) {
    long hundredths = Math.round(value * 100);
    if (hundredths % 100 == 0) {
      return Long.toString(hundredths / 100);
    }
    String text = String.format(Locale.ROOT, "%.2f", hundredths / 100.0);
    return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
  }
}
