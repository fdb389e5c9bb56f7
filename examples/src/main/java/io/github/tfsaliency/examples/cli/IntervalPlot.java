package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.attribution.SaliencyException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A metric's mean and interval for each method, a line each, as SVG. */
final class IntervalPlot {
  private static final int WIDTH = 460;
  private static final int FRAME_HEIGHT = 90;
  private static final int LINE_HEIGHT = 30;
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Color INTERVAL = new Color(0x7fa9cf);
  private static final Color MEAN = new Color(0x14507f);
  private static final BasicStroke THICK = new BasicStroke(4);

  private IntervalPlot() {}

  /** Methods from the top, in their order; those without a mean get an empty line. */
  static String svg(MetricSpec metric, List<MethodSpec> methods, List<MeanInterval> means) {
    int lines = methods.size();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(FRAME_HEIGHT + LINE_HEIGHT * (lines + 1))
            .title(metric.entry().name())
            .xAxisTitle("better: " + metric.entry().better())
            .build();
    List<String> names = methods.stream().map(method -> shortened(method.text())).toList();
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
    return svg(chart);
  }

  private static void style(XYStyler styler, List<String> names) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
    styler.setLegendVisible(false);
    styler.setAxisTitleFont(TEXT);
    styler.setAxisTickLabelsFont(TEXT);
    styler.setPlotBorderVisible(false);
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

  private static String shortened(String method) {
    return method.length() <= 30 ? method : method.substring(0, 29) + "…";
  }

  private static String svg(XYChart chart) {
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
