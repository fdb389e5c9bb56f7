package io.github.tfsaliency.examples.report;

import java.awt.Font;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Points with a short name each, as an SVG plot. */
public final class ScatterChart {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 340;
  private static final int MARKER_SIZE = 6;

  private final XYChart chart;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  /**
   * An empty plot.
   *
   * @param title above it
   * @param xAxis what is to the right
   * @param yAxis what is upward
   */
  public ScatterChart(String title, String xAxis, String yAxis) {
    chart = ChartStyle.chart(WIDTH, HEIGHT, title, xAxis, yAxis);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
  }

  /**
   * Adds points of one colour.
   *
   * @param name for the legend
   * @param names of the points, written above them
   * @param x as many
   * @param y as many
   * @param colour a number from 0 on
   * @return this
   */
  public ScatterChart points(String name, String[] names, double[] x, double[] y, int colour) {
    if (names.length == 0) {
      return this;
    }
    chart
        .addSeries(name, x, y)
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(ChartStyle.colour(colour));
    for (double value : y) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    for (int i = 0; i < names.length; i++) {
      chart.addAnnotation(new AnnotationText("\n" + names[i], x[i], y[i], false));
    }
    return this;
  }

  /**
   * Draws it.
   *
   * @return SVG markup, ready to stand in a page
   */
  public String svg() {
    return ChartStyle.svg(chart);
  }
}
