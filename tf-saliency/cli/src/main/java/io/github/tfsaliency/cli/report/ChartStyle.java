package io.github.tfsaliency.cli.report;

import io.github.tfsaliency.attribution.SaliencyException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** How the plots of the pages look, and their way to SVG. */
final class ChartStyle {
  static final Color HELP_LINE = new Color(0x888888);
  static final BasicStroke DASHED =
      new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {5, 4}, 0);

  /** Without it XChart writes .02 for 0.02. */
  private static final String NUMBER = "#,##0.######";

  /** Told apart by people who do not see red or green, too. */
  private static final Color[] COLOURS = {
    new Color(0x1f6fb4),
    new Color(0xd1495b),
    new Color(0x3c8d5a),
    new Color(0x7d5ba6),
    new Color(0xe0922f),
    new Color(0x4fb3bf),
    new Color(0x8a6d3b),
    new Color(0x555555),
    new Color(0xc46bae),
    new Color(0xa3b18a)
  };

  private ChartStyle() {}

  static Color colour(int series) {
    return COLOURS[series % COLOURS.length];
  }

  static XYChart chart(int width, int height, String title, String xAxis, String yAxis) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    XYStyler styler = chart.getStyler();
    styler.setLocale(Locale.ROOT);
    styler.setXAxisDecimalPattern(NUMBER);
    styler.setYAxisDecimalPattern(NUMBER);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendFont(text);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setAxisTitleFont(text);
    styler.setAxisTickLabelsFont(text);
    styler.setPlotBorderVisible(false);
    return chart;
  }

  /** The chart as SVG markup, ready to stand in a page. */
  static String svg(XYChart chart) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new SaliencyException("A plot of the page could not be drawn: " + e, e);
    }
    String document = bytes.toString(StandardCharsets.UTF_8);
    return document.substring(document.indexOf("<svg"));
  }
}
