package io.github.tfsaliency.examples.bias;

import com.google.common.base.Ascii;
import io.github.tfsaliency.examples.bias.FigureLines.Figure;
import io.github.tfsaliency.examples.bias.FigureLines.GarmentFigure;
import io.github.tfsaliency.examples.bias.FigureLines.Interval;
import io.github.tfsaliency.examples.bias.FigureLines.LooksFigure;
import io.github.tfsaliency.examples.bias.FigureLines.ProfileFigure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** The figures as tables; a figure that is not defined is an empty cell. */
final class FigureTables {
  private FigureTables() {}

  static void photographs(List<Figure> figures, Path file) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Figure figure : figures) {
      rows.add(
          Arrays.asList(
              figure.photograph(),
              figure.title(),
              figure.method(),
              figure.inputFactor(),
              figure.encoding(),
              figure.encodingZero(),
              figure.zeroPointRatio(),
              figure.encodingDisagreement(),
              figure.encodingDisagreementNonZero()));
    }
    write(
        file,
        rows,
        "photograph",
        "title",
        "method",
        "input_factor",
        "encoding",
        "encoding_zero",
        "zero_point_ratio",
        "encoding_disagreement",
        "encoding_disagreement_non_zero");
  }

  static void profiles(List<ProfileFigure> profiles, Path file) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (ProfileFigure profile : profiles) {
      for (int i = 0; i < profile.brightness().size(); i++) {
        rows.add(
            Arrays.asList(
                profile.title(),
                profile.method(),
                profile.encoding(),
                profile.brightness().get(i),
                profile.meanAttribution().get(i),
                profile.values().get(i)));
      }
    }
    write(file, rows, "title", "method", "encoding", "brightness", "mean_attribution", "values");
  }

  static void garments(List<GarmentFigure> garments, Path file) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (GarmentFigure figure : garments) {
      rows.add(
          Arrays.asList(
              figure.title(),
              figure.method(),
              figure.inputFactor(),
              figure.encoding(),
              figure.encodingZero(),
              figure.brightness(),
              figure.massAccuracy().mean(),
              figure.massAccuracy().low(),
              figure.massAccuracy().high(),
              figure.rankAccuracy().mean(),
              figure.rankAccuracy().low(),
              figure.rankAccuracy().high(),
              figure.massAccuracy().count()));
    }
    write(
        file,
        rows,
        "title",
        "method",
        "input_factor",
        "encoding",
        "encoding_zero",
        "brightness",
        "mass_accuracy",
        "mass_accuracy_low",
        "mass_accuracy_high",
        "rank_accuracy",
        "rank_accuracy_low",
        "rank_accuracy_high",
        "garments");
  }

  static void looks(List<LooksFigure> looks, Path file) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LooksFigure figure : looks) {
      rows.add(
          withInterval(
              figure.mean(),
              figure.scenes(),
              figure.title(),
              Ascii.toLowerCase(figure.measure().name())));
    }
    write(file, rows, "scenes", "title", "measure", "mean", "low", "high", "count", "undefined");
  }

  static void experiments(List<ExperimentFigure> figures, Path file) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (ExperimentFigure figure : figures) {
      rows.add(
          withInterval(
              figure.mean(), figure.experiment(), figure.of(), figure.at(), figure.measure()));
    }
    write(
        file,
        rows,
        "experiment",
        "of",
        "at",
        "measure",
        "mean",
        "low",
        "high",
        "count",
        "undefined");
  }

  private static List<@Nullable Object> withInterval(Interval mean, @Nullable Object... cells) {
    List<@Nullable Object> row = new ArrayList<>(Arrays.asList(cells));
    row.addAll(Arrays.asList(mean.mean(), mean.low(), mean.high(), mean.count(), mean.undefined()));
    return row;
  }

  private static void write(Path file, List<List<@Nullable Object>> rows, String... header)
      throws IOException {
    try (CSVPrinter csv =
        new CSVPrinter(
            Files.newBufferedWriter(file), CSVFormat.RFC4180.builder().setHeader(header).get())) {
      csv.printRecords(rows);
    }
  }
}
