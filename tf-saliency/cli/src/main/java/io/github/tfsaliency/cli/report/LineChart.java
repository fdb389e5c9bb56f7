package io.github.tfsaliency.cli.report;

import static io.github.tfsaliency.message.Checks.checkArgument;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves as an SVG plot. */
public final class LineChart {
  private static final int WIDTH = 400;
  private static final int WIDE = 820;
  private static final int HEIGHT = 290;
  private static final int MARKER_SIZE = 5;
  private static final BasicStroke THICK = new BasicStroke(2.2f);
  private static final BasicStroke THIN = new BasicStroke(1);

  private final XYChart chart;
  private double largest;
  private double smallest;
  private int lines;
  private int bars;

  /**
   * An empty plot whose vertical axis begins at 0 unless a value is below it.
   *
   * @param title above it
   * @param xAxis what is to the right, with its unit
   * @param yAxis what is upward, with its unit
   */
  public LineChart(String title, String xAxis, String yAxis) {
    this(WIDTH, title, xAxis, yAxis);
  }

  private LineChart(int width, String title, String xAxis, String yAxis) {
    chart = ChartStyle.chart(width, HEIGHT, title, xAxis, yAxis);
    chart.getStyler().setMarkerSize(MARKER_SIZE);
  }

  /**
   * An empty plot that has room for the names of many curves.
   *
   * @param title above it
   * @param xAxis what is to the right, with its unit
   * @param yAxis what is upward, with its unit
   * @return twice as wide as others
   */
  public static LineChart wide(String title, String xAxis, String yAxis) {
    return new LineChart(WIDE, title, xAxis, yAxis);
  }

  /**
   * Bounds the horizontal axis.
   *
   * @param min its left end
   * @param max its right end
   * @return this
   */
  public LineChart from(double min, double max) {
    chart.getStyler().setXAxisMin(min);
    chart.getStyler().setXAxisMax(max);
    return this;
  }

  /**
   * Adds a curve; points without a value are left out, a curve without points altogether.
   *
   * @param name for the legend
   * @param x ascending
   * @param y as many; NaN where there is none
   * @return this
   */
  public LineChart line(String name, List<Double> x, List<Double> y) {
    return line(name, x, y, null);
  }

  /**
   * Adds a curve of means with their intervals as bars.
   *
   * @param name for the legend
   * @param x ascending
   * @param means as many
   * @return this
   */
  public LineChart means(String name, List<Double> x, List<MeanInterval> means) {
    return line(name, x, means.stream().map(MeanInterval::mean).toList(), means);
  }

  private LineChart line(
      String name, List<Double> x, List<Double> y, @Nullable List<MeanInterval> intervals) {
    checkArgument(x.size() == y.size(), "%s values of x, %s of y", x.size(), y.size());
    Color colour = ChartStyle.colour(lines);
    List<Double> definedX = new ArrayList<>();
    List<Double> definedY = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      if (Double.isNaN(y.get(i))) {
        continue;
      }
      definedX.add(x.get(i));
      definedY.add(y.get(i));
      include(y.get(i));
      if (intervals != null && intervals.get(i).hasInterval()) {
        bar(x.get(i), intervals.get(i), colour);
      }
    }
    if (!definedX.isEmpty()) {
      chart
          .addSeries(name, definedX, definedY)
          .setMarker(intervals == null ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE)
          .setMarkerColor(colour)
          .setLineStyle(THICK)
          .setLineColor(colour);
      lines++;
    }
    return this;
  }

  private void bar(double x, MeanInterval interval, Color colour) {
    include(interval.low());
    include(interval.high());
    chart
        .addSeries(
            "bar " + bars++, new double[] {x, x}, new double[] {interval.low(), interval.high()})
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(THIN)
        .setLineColor(colour)
        .setShowInLegend(false);
  }

  /**
   * A dashed vertical line as high as the curves that are there already.
   *
   * @param name for the legend
   * @param x where
   * @return this
   */
  public LineChart mark(String name, double x) {
    chart
        .addSeries(name, new double[] {x, x}, new double[] {Math.min(smallest, 0), largest})
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(ChartStyle.DASHED)
        .setLineColor(ChartStyle.HELP_LINE);
    return this;
  }

  private void include(double y) {
    largest = Math.max(largest, y);
    smallest = Math.min(smallest, y);
  }

  /**
   * Draws it.
   *
   * @return SVG markup, ready to stand in a page
   */
  public String svg() {
    if (smallest >= 0) {
      chart.getStyler().setYAxisMin(0.0);
    }
    return ChartStyle.svg(chart);
  }
}
