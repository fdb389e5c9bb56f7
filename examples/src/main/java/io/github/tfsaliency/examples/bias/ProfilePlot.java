package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.metric.BrightnessProfile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Brightness profiles as an SVG plot: mean |attribution| against the channel value's brightness.
 */
final class ProfilePlot {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 290;
  private static final BasicStroke THICK = new BasicStroke(2.2f);
  private static final BasicStroke DASHED =
      new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {5, 4}, 0);
  private static final Color ZERO_LINE = new Color(0x888888);
  private static final Color[] COLOURS = {
    new Color(0x1f6fb4), new Color(0xd1495b), new Color(0x3c8d5a), new Color(0x7d5ba6)
  };

  private final XYChart chart;
  private double largest;
  private int lines;

  ProfilePlot(String title) {
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("brightness of the channel value (0 black, 1 white)")
            .yAxisTitle("mean |A| / mean over the map")
            .build();
    Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    XYStyler styler = chart.getStyler();
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
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(1.0);
    styler.setYAxisMin(0.0);
  }

  /** Adds a profile; bins without a value are left out. */
  ProfilePlot line(String name, BrightnessProfile profile) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < profile.binCount(); i++) {
      double mean = profile.means().get(i);
      if (!Double.isNaN(mean)) {
        x.add(profile.centers().get(i));
        y.add(mean);
        largest = Math.max(largest, mean);
      }
    }
    chart
        .addSeries(name, x, y)
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(THICK)
        .setLineColor(COLOURS[lines++ % COLOURS.length]);
    return this;
  }

  /** Marks the brightness that the encoding writes as zero. */
  ProfilePlot zeroAt(double brightness) {
    chart
        .addSeries("zero", new double[] {brightness, brightness}, new double[] {0, largest})
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(DASHED)
        .setLineColor(ZERO_LINE);
    return this;
  }

  /** The plot as SVG markup, ready to stand in a page. */
  String svg() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new SaliencyException("A plot of the report could not be drawn: " + e, e);
    }
    String document = bytes.toString(StandardCharsets.UTF_8);
    return document.substring(document.indexOf("<svg"));
  }
}
