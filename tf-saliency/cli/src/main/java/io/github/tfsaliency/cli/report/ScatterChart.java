package io.github.tfsaliency.cli.report;

import static io.github.tfsaliency.message.Checks.checkArgument;

import java.awt.Font;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Points with a short name each, as an SVG plot. */
public final class ScatterChart {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 330;
  private static final int MARKER_SIZE = 6;

  /** How far above its point a name stands, as a share of the range of all points. */
  private static final double NAME_ABOVE = 0.035;

  private final XYChart chart;
  private final List<String> names = new ArrayList<>();
  private final List<Double> xs = new ArrayList<>();
  private final List<Double> ys = new ArrayList<>();

  /**
   * An empty plot.
   *
   * @param xAxis what is to the right
   * @param yAxis what is upward
   */
  public ScatterChart(String xAxis, String yAxis) {
    chart = ChartStyle.chart(WIDTH, HEIGHT, "", xAxis, yAxis);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    chart.getStyler().setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
  }

  /**
   * Adds points of one colour: the first in blue, the next in red.
   *
   * @param name for the legend
   * @param pointNames written above the points
   * @param x as many
   * @param y as many
   * @return this
   */
  public ScatterChart points(String name, List<String> pointNames, List<Double> x, List<Double> y) {
    checkArgument(
        x.size() == pointNames.size() && y.size() == pointNames.size(),
        "%s names, %s values of x, %s of y",
        pointNames.size(),
        x.size(),
        y.size());
    if (!pointNames.isEmpty()) {
      chart
          .addSeries(name, x, y)
          .setMarker(SeriesMarkers.CIRCLE)
          .setMarkerColor(ChartStyle.colour(chart.getSeriesMap().size() - 1));
    }
    names.addAll(pointNames);
    xs.addAll(x);
    ys.addAll(y);
    return this;
  }

  /**
   * Draws it.
   *
   * @return SVG markup, ready to stand in a page
   */
  public String svg() {
    double above = names.isEmpty() ? 0 : NAME_ABOVE * (Collections.max(ys) - Collections.min(ys));
    for (int i = 0; i < names.size(); i++) {
      chart.addAnnotation(new AnnotationText(names.get(i), xs.get(i), ys.get(i) + above, false));
    }
    return ChartStyle.svg(chart);
  }
}
