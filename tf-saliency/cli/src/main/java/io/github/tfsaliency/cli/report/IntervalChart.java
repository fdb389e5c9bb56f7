package io.github.tfsaliency.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Means and their intervals, a line each, as an SVG plot. */
public final class IntervalChart {
  private static final int WIDTH = 460;
  private static final int FRAME_HEIGHT = 90;
  private static final int LINE_HEIGHT = 30;
  private static final int NAME_LENGTH = 30;
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Color INTERVAL = new Color(0x7fa9cf);
  private static final Color MEAN = new Color(0x14507f);
  private static final BasicStroke THICK = new BasicStroke(4);

  private IntervalChart() {}

  /**
   * Draws lines from the top, in their order; one without a mean is empty.
   *
   * @param title above the plot
   * @param xAxis what the means are, with their unit
   * @param allNames one for each line
   * @param means one for each line
   * @return SVG markup, ready to stand in a page
   */
  public static String svg(
      String title, String xAxis, List<String> allNames, List<MeanInterval> means) {
    int lines = allNames.size();
    XYChart chart =
        ChartStyle.chart(WIDTH, FRAME_HEIGHT + LINE_HEIGHT * (lines + 1), title, xAxis, "");
    List<String> names = allNames.stream().map(IntervalChart::shortened).toList();
    style(chart.getStyler(), names);
    chart.setCustomYAxisTickLabelsFormatter(
        y -> {
          int line = lines - (int) Math.round(y);
          boolean named = Math.abs(y - Math.rint(y)) < 1e-6 && line >= 0 && line < lines;
          // The chart drops all labels if two are the same, so that even blanks must differ.
          return named ? names.get(line) : blank(y);
        });
    for (int i = 0; i < lines; i++) {
      double y = (double) lines - i;
      MeanInterval mean = means.get(i);
      if (mean.hasInterval()) {
        chart
            .addSeries("interval " + i, new double[] {mean.low(), mean.high()}, new double[] {y, y})
            .setMarker(SeriesMarkers.NONE)
            .setLineStyle(THICK)
            .setLineColor(INTERVAL);
      }
      if (mean.count() > 0) {
        chart
            .addSeries("mean " + i, new double[] {mean.mean()}, new double[] {y})
            .setMarker(SeriesMarkers.CIRCLE)
            .setMarkerColor(MEAN);
      }
    }
    return ChartStyle.svg(chart);
  }

  private static void style(XYStyler styler, List<String> names) {
    styler.setLegendVisible(false);
    styler.setAxisTitleFont(TEXT);
    styler.setAxisTickLabelsFont(TEXT);
    styler.setMarkerSize(9);
    // Ticks are multiples counted from the lower end, so methods lie at whole numbers above 0.
    styler.setYAxisMin(0.0);
    styler.setYAxisMax(names.size() + 1.0);
    styler.setYAxisTickMarkSpacingHint(LINE_HEIGHT / 2);
    styler.setXAxisTickMarkSpacingHint(50);
    styler.setPlotGridHorizontalLinesVisible(false);
  }

  /** As many blanks for no other tick, be it negative or not. */
  private static String blank(double y) {
    int tenths = (int) Math.round(10 * Math.abs(y));
    return " ".repeat(y < 0 ? 2 * tenths : 2 * tenths + 1);
  }

  private static String shortened(String name) {
    return name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH - 1) + "…";
  }
}
