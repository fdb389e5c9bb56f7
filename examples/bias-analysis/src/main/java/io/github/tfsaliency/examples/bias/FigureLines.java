package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.examples.looks.Measure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of the files of figures; a figure that is not defined is null. */
final class FigureLines {
  private FigureLines() {}

  /** A line for each photograph, method and encoding; a figure that is not defined is null. */
  record Figure(
      String photograph,
      String title,
      String method,
      InputFactor inputFactor,
      String encoding,
      double encodingZero,
      @Nullable Double zeroPointRatio,
      @Nullable Double encodingDisagreement,
      @Nullable Double encodingDisagreementNonZero) {}

  record ProfileFigure(
      String title,
      String method,
      String encoding,
      List<Double> brightness,
      List<@Nullable Double> meanAttribution,
      List<Long> values) {}

  record Interval(
      @Nullable Double mean,
      @Nullable Double low,
      @Nullable Double high,
      int count,
      int undefined) {
    static Interval of(MeanInterval mean) {
      return new Interval(
          orNull(mean.mean()),
          orNull(mean.low()),
          orNull(mean.high()),
          mean.count(),
          mean.undefined());
    }
  }

  /** A line for each method, encoding and brightness of the garments. */
  record GarmentFigure(
      String title,
      String method,
      InputFactor inputFactor,
      String encoding,
      double encodingZero,
      double brightness,
      Interval massAccuracy,
      Interval rankAccuracy) {}

  /** How the mass accuracy at the encoding's zero compares with the two other encodings. */
  record MassAtZero(
      String title,
      String method,
      InputFactor inputFactor,
      String encoding,
      double encodingZero,
      Interval relativeMassAccuracy) {}

  /** What a method's maps look like, or whether they can be trusted. */
  record LooksFigure(String scenes, String title, Measure measure, Interval mean) {}

  /** Spearman's correlation of two measures over the methods. */
  record Agreement(
      String scenes,
      Measure looks,
      Measure faithfulness,
      @Nullable Double correlation,
      @Nullable Double low,
      @Nullable Double high) {}

  static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
