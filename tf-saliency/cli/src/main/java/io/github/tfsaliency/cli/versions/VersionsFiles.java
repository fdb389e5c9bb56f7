package io.github.tfsaliency.cli.versions;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Prediction;
import io.github.tfsaliency.cli.common.Cells;
import io.github.tfsaliency.cli.common.FileNames;
import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.image.Heatmap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** Writes the files of {@code compare} with two models. */
public final class VersionsFiles {
  private VersionsFiles() {}

  private record JsonMean(
      @Nullable Double mean, @Nullable Double low, @Nullable Double high, int n, int undefined) {
    static JsonMean of(MeanInterval mean) {
      return new JsonMean(
          Cells.orNull(mean.mean()),
          Cells.orNull(mean.low()),
          Cells.orNull(mean.high()),
          mean.count(),
          mean.undefined());
    }
  }

  private record JsonMethod(String method, JsonMean rankCorrelation, JsonMean ssim) {}

  private record JsonTop(
      int target, @Nullable String label, double score, @Nullable Double probability) {
    static @Nullable JsonTop of(Optional<Prediction> top) {
      return top.map(
              each ->
                  new JsonTop(
                      each.target(),
                      each.label().orElse(null),
                      each.score(),
                      each.probability().isPresent() ? each.probability().getAsDouble() : null))
          .orElse(null);
    }
  }

  private record JsonMap(
      String method,
      @Nullable Double rankCorrelation,
      @Nullable Double rankCorrelationOfMagnitudes,
      @Nullable Double ssim,
      @Nullable Double ssimOfMagnitudes,
      String note,
      String old,
      String current,
      String difference,
      @Nullable String png) {}

  private record JsonInput(
      String input,
      String targetName,
      long oldTarget,
      long target,
      double oldScore,
      double score,
      double scoreChange,
      @Nullable Double oldProbability,
      @Nullable Double probability,
      @Nullable Double probabilityChange,
      @Nullable JsonTop oldTop,
      @Nullable JsonTop top,
      boolean predictedOtherwise,
      @Nullable Double change,
      List<JsonMap> maps) {}

  private record Document(
      String oldModel,
      String model,
      long seed,
      int predictedOtherwise,
      JsonMean scoreChange,
      List<JsonMethod> methods,
      List<JsonInput> inputs,
      List<VersionsReport.Failure> failures) {}

  /**
   * Writes compare.html, compare.json, compare.csv and the maps.
   *
   * @throws IOException if a file cannot be written
   */
  public static void write(VersionsReport report, OutputFolder folder) throws IOException {
    FileNames names = new FileNames();
    List<JsonInput> inputs = new ArrayList<>();
    for (ChangedInput input : report.inputs()) {
      inputs.add(json(input, names, folder));
    }
    VersionsPage page = new VersionsPage(report);
    Document document =
        new Document(
            page.oldName(),
            page.newName(),
            report.asked().seed(),
            Math.toIntExact(report.predictedOtherwise()),
            JsonMean.of(report.mean(ChangedInput::scoreChange)),
            report.methods().stream()
                .map(
                    method ->
                        new JsonMethod(
                            method, JsonMean.of(page.rank(method)), JsonMean.of(page.ssim(method))))
                .toList(),
            inputs,
            report.failures());
    Files.writeString(folder.file("compare.json"), Json.text(document) + "\n");
    Files.writeString(folder.file("compare.html"), Page.render("versions.jte", page));
    writeCsv(inputs, folder.file("compare.csv"));
  }

  private static JsonInput json(ChangedInput input, FileNames names, OutputFolder folder) {
    List<JsonMap> maps = new ArrayList<>();
    for (ChangedMap map : input.maps()) {
      maps.add(json(input, map, names, folder));
    }
    return new JsonInput(
        input.file(),
        input.targetName(),
        input.oldTarget(),
        input.target(),
        input.oldScore(),
        input.score(),
        input.scoreChange(),
        input.oldProbability().orElse(null),
        input.probability().orElse(null),
        Cells.orNull(input.probabilityChange()),
        JsonTop.of(input.oldTop()),
        JsonTop.of(input.top()),
        input.isPredictedOtherwise(),
        Cells.orNull(input.change()),
        maps);
  }

  private static JsonMap json(
      ChangedInput input, ChangedMap map, FileNames names, OutputFolder folder) {
    String name = names.unique(Path.of(input.file()), map.method());
    String old = names.beside(name, "old") + ".npy";
    String current = names.beside(name, "new") + ".npy";
    String difference = names.beside(name, "difference");
    Npy.write(folder.file(old), map.view().old().values());
    Npy.write(folder.file(current), map.view().current().values());
    Npy.write(folder.file(difference + ".npy"), map.difference());
    Heatmap.of(map.difference()).writePng(folder.file(difference + ".png"));
    return new JsonMap(
        map.method(),
        Cells.orNull(map.similarity().rankCorrelation()),
        Cells.orNull(map.similarity().rankCorrelationOfMagnitudes()),
        Cells.orNull(map.similarity().ssim()),
        Cells.orNull(map.similarity().ssimOfMagnitudes()),
        map.view().note(),
        old,
        current,
        difference + ".npy",
        difference + ".png");
  }

  private static void writeCsv(List<JsonInput> inputs, Path file) throws IOException {
    ImmutableList<String> header =
        ImmutableList.of(
            "input",
            "method",
            "target_name",
            "old_target",
            "target",
            "old_score",
            "score",
            "score_change",
            "old_probability",
            "probability",
            "predicted_otherwise",
            "rank_correlation",
            "ssim",
            "change",
            "difference");
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader(header.toArray(String[]::new)).get();
    try (CSVPrinter csv = new CSVPrinter(Files.newBufferedWriter(file), format)) {
      for (JsonInput input : inputs) {
        for (JsonMap map : input.maps()) {
          List<@Nullable Object> cells = new ArrayList<>();
          cells.add(Cells.name(input.input()));
          cells.add(Cells.name(map.method()));
          cells.add(Cells.name(input.targetName()));
          cells.add(input.oldTarget());
          cells.add(input.target());
          cells.add(input.oldScore());
          cells.add(input.score());
          cells.add(input.scoreChange());
          cells.add(input.oldProbability());
          cells.add(input.probability());
          cells.add(input.predictedOtherwise());
          cells.add(map.rankCorrelation());
          cells.add(map.ssim());
          cells.add(input.change());
          cells.add(Cells.name(map.difference()));
          csv.printRecord(cells);
        }
      }
    }
  }
}
