package io.github.tfsaliency.examples.bias;

import static java.util.Objects.requireNonNull;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
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

  private record Figures(
      String model,
      double largestRelativeLogitDifference,
      List<Figure> figures,
      List<Profile> profiles) {}

  /** {@code figures.csv}, {@code profiles.csv} and {@code figures.json}. */
  static void write(BiasResults results, Path folder) throws IOException {
    List<Figure> figures = figures(results);
    List<Profile> profiles = profiles(results);
    Files.writeString(
        folder.resolve("figures.json"),
        GSON.toJson(new Figures(results.modelName(), results.logitDifference(), figures, profiles))
            + "\n");
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
