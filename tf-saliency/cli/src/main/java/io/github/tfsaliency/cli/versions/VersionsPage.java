package io.github.tfsaliency.cli.versions;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Prediction;
import io.github.tfsaliency.cli.report.DataUri;
import io.github.tfsaliency.cli.report.IntervalChart;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The texts of the page; the template reads the rest from the report.
 *
 * @param report two models on the same inputs
 */
record VersionsPage(VersionsReport report) {
  /** More pictures would make a page that no browser likes. */
  private static final int MOST_PICTURED = 40;

  String title() {
    return Message.of("%s beside %s: what changed?", oldName(), newName());
  }

  /** Two folders of the same name are told by their places. */
  private boolean sameName() {
    return name(report.old()).equals(name(report.current()));
  }

  String oldName() {
    return sameName() ? Shown.name(report.old().toString()) : name(report.old());
  }

  String newName() {
    return sameName() ? Shown.name(report.current().toString()) : name(report.current());
  }

  private static String name(Path folder) {
    return Shown.name(String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
  }

  static String fileName(ChangedInput input) {
    return Shown.name(String.valueOf(Path.of(input.file()).getFileName()));
  }

  ImmutableList<ChangedInput> pictured() {
    return report.inputs().subList(0, Math.min(MOST_PICTURED, report.inputs().size()));
  }

  static String prediction(Optional<Prediction> prediction) {
    return prediction
        .map(
            top ->
                Shown.name(ChangedInput.name(top))
                    + (top.probability().isPresent()
                        ? String.format(Locale.ROOT, " %.2f", top.probability().getAsDouble())
                        : ""))
        .orElse("–");
  }

  static String picture(ChangedMap map, boolean old) {
    return DataUri.png(Heatmap.of(old ? map.view().old() : map.view().current()).withSuitedStyle());
  }

  static String difference(ChangedMap map) {
    return DataUri.png(Heatmap.of(map.difference()));
  }

  boolean isPicture() {
    return report.inputs().stream()
        .flatMap(input -> input.maps().stream())
        .anyMatch(map -> map.view().old().shape().get(0) > 1);
  }

  MeanInterval rank(String method) {
    return report.mean(method, map -> map.similarity().rankCorrelation());
  }

  MeanInterval ssim(String method) {
    return report.mean(method, map -> map.similarity().ssim());
  }

  String plot() {
    return IntervalChart.svg(
        "rank correlation",
        "of both maps, 1: the same order",
        report.methods(),
        report.methods().stream().map(this::rank).toList());
  }

  static String interval(MeanInterval mean) {
    return mean.hasInterval()
        ? Page.number(mean.mean())
            + " ["
            + Page.number(mean.low())
            + ", "
            + Page.number(mean.high())
            + "]"
        : Page.number(mean.mean());
  }
}
