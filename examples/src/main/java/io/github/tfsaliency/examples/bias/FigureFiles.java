package io.github.tfsaliency.examples.bias;

import static java.util.Objects.requireNonNull;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.tfsaliency.examples.report.MeanInterval;
import io.github.tfsaliency.metric.BrightnessProfile;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** The figures of the report for other programs. */
final class FigureFiles {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private FigureFiles() {}

  /** A line for each photograph, method and encoding; a figure that is not defined is null. */
  private record Figure(
      String photograph,
      String title,
      String method,
      InputFactor inputFactor,
      String encoding,
      double encodingZero,
      @Nullable Double zeroPointRatio,
      @Nullable Double encodingDisagreement,
      @Nullable Double encodingDisagreementNonZero) {}

  private record Profile(
      String title,
      String method,
      String encoding,
      List<Double> brightness,
      List<@Nullable Double> meanAttribution,
      List<Long> values) {}

  private record Interval(
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
  private record GarmentFigure(
      String title,
      String method,
      InputFactor inputFactor,
      String encoding,
      double encodingZero,
      double brightness,
      Interval massAccuracy,
      Interval rankAccuracy) {}

  /** How the mass accuracy at the encoding's zero compares with the two other encodings. */
  private record MassAtZero(
      String title, String encoding, double encodingZero, Interval relativeMassAccuracy) {}

  private record Garments(
      long seed,
      List<SweepResults.Accuracy> accuracies,
      List<MassAtZero> atZero,
      List<GarmentFigure> figures) {}

  private record Figures(
      String model,
      double largestRelativeLogitDifference,
      List<Figure> figures,
      List<Profile> profiles,
      Garments garments) {}

  /** {@code figures.csv}, {@code profiles.csv}, {@code garments.csv} and {@code figures.json}. */
  static void write(BiasResults results, SweepResults sweep, Path folder) throws IOException {
    List<GarmentFigure> garments = garments(sweep);
    List<Figure> figures = figures(results);
    List<Profile> profiles = profiles(results);
    Files.writeString(
        folder.resolve("figures.json"),
        GSON.toJson(
                new Figures(
                    results.modelName(),
                    results.logitDifference(),
                    figures,
                    profiles,
                    new Garments(sweep.seed(), sweep.accuracies(), atZero(sweep), garments)))
            + "\n");
    writeGarments(garments, folder.resolve("garments.csv"));
    try (CSVPrinter csv =
        csv(
            folder.resolve("figures.csv"),
            "photograph",
            "title",
            "method",
            "input_factor",
            "encoding",
            "encoding_zero",
            "zero_point_ratio",
            "encoding_disagreement",
            "encoding_disagreement_non_zero")) {
      for (Figure figure : figures) {
        csv.printRecord(
            figure.photograph(),
            figure.title(),
            figure.method(),
            figure.inputFactor(),
            figure.encoding(),
            figure.encodingZero(),
            figure.zeroPointRatio(),
            figure.encodingDisagreement(),
            figure.encodingDisagreementNonZero());
      }
    }
    try (CSVPrinter csv =
        csv(
            folder.resolve("profiles.csv"),
            "title",
            "method",
            "encoding",
            "brightness",
            "mean_attribution",
            "values")) {
      for (Profile profile : profiles) {
        for (int i = 0; i < profile.brightness().size(); i++) {
          csv.printRecord(
              profile.title(),
              profile.method(),
              profile.encoding(),
              profile.brightness().get(i),
              profile.meanAttribution().get(i),
              profile.values().get(i));
        }
      }
    }
  }

  private static void writeGarments(List<GarmentFigure> garments, Path file) throws IOException {
    try (CSVPrinter csv =
        csv(
            file,
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
            "garments")) {
      for (GarmentFigure figure : garments) {
        csv.printRecord(
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
            figure.massAccuracy().count());
      }
    }
  }

  private static List<GarmentFigure> garments(SweepResults sweep) {
    List<GarmentFigure> figures = new ArrayList<>();
    for (ComparedMethod method : ComparedMethod.ALL) {
      for (Encoding encoding : Encoding.COMPARED) {
        SweepResults.Curve curve = sweep.curve(method, encoding);
        for (int i = 0; i < curve.mass().size(); i++) {
          figures.add(
              new GarmentFigure(
                  method.title(),
                  method.in().apply(encoding).spec(),
                  method.factor(),
                  encoding.name(),
                  encoding.zero(),
                  BrightnessSweep.BRIGHTNESS.get(i),
                  Interval.of(curve.mass().get(i)),
                  Interval.of(curve.rank().get(i))));
        }
      }
    }
    return figures;
  }

  private static List<MassAtZero> atZero(SweepResults sweep) {
    List<MassAtZero> figures = new ArrayList<>();
    for (ComparedMethod method : ComparedMethod.ALL) {
      for (Encoding encoding : Encoding.COMPARED) {
        figures.add(
            new MassAtZero(
                method.title(),
                encoding.name(),
                encoding.zero(),
                Interval.of(sweep.curve(method, encoding).atZero())));
      }
    }
    return figures;
  }

  private static CSVPrinter csv(Path file, String... header) throws IOException {
    Writer writer = Files.newBufferedWriter(file);
    return new CSVPrinter(writer, CSVFormat.RFC4180.builder().setHeader(header).get());
  }

  private static List<Figure> figures(BiasResults results) {
    List<Figure> figures = new ArrayList<>();
    for (PhotoResult photo : results.photos()) {
      for (ComparedMethod method : ComparedMethod.ALL) {
        PhotoResult.Disagreement disagreement = requireNonNull(photo.disagreements().get(method));
        for (Encoding encoding : Encoding.COMPARED) {
          figures.add(
              new Figure(
                  photo.name(),
                  method.title(),
                  method.in().apply(encoding).spec(),
                  method.factor(),
                  encoding.name(),
                  encoding.zero(),
                  orNull(requireNonNull(photo.zeroPointRatios().get(method, encoding))),
                  orNull(disagreement.all()),
                  orNull(disagreement.nonZero())));
        }
      }
    }
    return figures;
  }

  private static List<Profile> profiles(BiasResults results) {
    List<Profile> profiles = new ArrayList<>();
    for (ComparedMethod method : ComparedMethod.ALL) {
      for (Encoding encoding : Encoding.COMPARED) {
        BrightnessProfile profile = requireNonNull(results.profiles().get(method, encoding));
        List<@Nullable Double> means = new ArrayList<>();
        profile.means().forEach(mean -> means.add(orNull(mean)));
        profiles.add(
            new Profile(
                method.title(),
                method.in().apply(encoding).spec(),
                encoding.name(),
                profile.centers().asList(),
                means,
                profile.counts().asList()));
      }
    }
    return profiles;
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
