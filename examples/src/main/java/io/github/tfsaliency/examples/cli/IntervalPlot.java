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
    style(chart.getStyler(), lines);
    chart.setCustomYAxisTickLabelsFormatter(
        y -> {
          int line = lines - (int) Math.round(y);
          boolean named = Math.abs(y - Math.rint(y)) < 1e-6 && line >= 0 && line < lines;
          return named ? shortened(methods.get(line).text()) : " ";
        });
    for (int i = 0; i < lines; i++) {
      double y = (double) lines - i;
      MeanInterval mean = means.get(i);
      if (mean.hasInterval()) {
        chart
            .addSeries(
                "interval " + i, new double[] {mean.low(), mean.high()}, new double[] {y, y})
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

  private static void style(XYStyler styler, int lines) {
    Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
    styler.setLegendVisible(false);
    styler.setAxisTitleFont(text);
    styler.setAxisTickLabelsFont(text);
    styler.setPlotBorderVisible(false);
    styler.setMarkerSize(9);
    // Ticks are multiples counted from the lower end, so methods lie at whole numbers above 0.
    styler.setYAxisMin(0.0);
    styler.setYAxisMax(lines + 1.0);
    styler.setYAxisTickMarkSpacingHint(LINE_HEIGHT / 2);
    styler.setXAxisTickMarkSpacingHint(60);
    styler.setPlotGridHorizontalLinesVisible(false);
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
