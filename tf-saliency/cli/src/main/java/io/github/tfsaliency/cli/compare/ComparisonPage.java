package io.github.tfsaliency.cli.compare;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.compare.ComparedMap.Result;
import io.github.tfsaliency.cli.report.DataUri;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.cli.sample.ExplainedSample;
import io.github.tfsaliency.cli.sample.InputPicture;
import io.github.tfsaliency.cli.sample.SampleDisplay;
import io.github.tfsaliency.display.Display;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.image.HeatmapStyle;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.spec.Better;
import io.github.tfsaliency.spec.MetricRow;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;

/** The texts of page and sheet; the template reads the rest from the comparison. */
record ComparisonPage(Comparison comparison) {
  private static final int PICTURE_RANK = 3;

  String title() {
    return Message.of("%s: why %s?", fileName(), comparison.target());
  }

  String legend() {
    return String.format(
        Locale.ROOT,
        "Model %s, score %s. %s A forward pass took %.1f ms; cost is in such passes.",
        model(),
        Page.number(comparison.any().map().score()),
        colours(),
        comparison.forwardSeconds() * 1000);
  }

  /** What is true of page and sheet: both have the colours of the same heatmaps. */
  private String colours() {
    if (!isPicture()) {
      return "Red speaks for the target, blue against it.";
    }
    String signed = "Red speaks for the target, blue against it, white is nothing";
    return hasRanges()
        ? signed + "; where all values are positive, violet is the least and yellow the most."
        : signed + ".";
  }

  /** Whether the colours of a map go from the least to the largest value. */
  static boolean isRange(Result result) {
    return result.heatmap().style() != HeatmapStyle.SIGNED;
  }

  boolean hasRanges() {
    return comparison.maps().stream()
        .anyMatch(map -> map.result() != null && isRange(map.result()));
  }

  String fileName() {
    return Shown.name(String.valueOf(Path.of(comparison.subject().file()).getFileName()));
  }

  String model() {
    Path folder = comparison.subject().sample().model().model().directory();
    return Shown.name(String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
  }

  /** What stands below a map: its cost, then the metrics. */
  ImmutableList<String> figures(Result result) {
    ImmutableList.Builder<String> figures = ImmutableList.builder();
    figures.add("cost " + passes(result) + " passes");
    for (int i = 0; i < comparison.metrics().size(); i++) {
      MetricRow metric = comparison.metrics().get(i).row();
      figures.add(metric.name() + " " + Page.number(result.values().get(i)));
    }
    return figures.build();
  }

  /** What stands below a map beside numbers: the layer that it is of, and what to beware of. */
  static ImmutableList<String> remarks(Result result) {
    ImmutableList.Builder<String> remarks = ImmutableList.builder();
    if (result.layer() != null) {
      remarks.add("layer " + Shown.name(result.layer()));
    }
    return remarks.addAll(result.map().warnings()).build();
  }

  static String passes(Result result) {
    return String.format(Locale.ROOT, result.cost() < 10 ? "%.1f" : "%.0f", result.cost());
  }

  /** Whether maps are shown as pictures of the input's size; others are drawn by its kind. */
  boolean isPicture() {
    ExplainedSample sample = comparison.subject().sample();
    return sample.picture() != null
        || (sample.view() instanceof InputView.Numbers
            && sample.input().rank() == PICTURE_RANK
            && sample.pixels().isPicture());
  }

  String markup(Result result) {
    return drawn(result, display -> display.toMarkup(SampleDisplay.WIDTH));
  }

  <T> T drawn(Result result, Function<Display, T> form) {
    return SampleDisplay.draw(result.map(), comparison.subject().sample().view(), form);
  }

  String displayStyle() {
    return SampleDisplay.style();
  }

  String input() {
    return DataUri.jpeg(Picture.of(InputPicture.of(comparison.subject().sample())));
  }

  static String picture(Result result) {
    return DataUri.png(result.heatmap());
  }

  /** Whether no other map has a better value of a metric that judges. */
  boolean isBest(Result result, int metric) {
    Better better = comparison.metrics().get(metric).row().better();
    double best =
        comparison.maps().stream()
            .flatMap(map -> Stream.ofNullable(map.result()))
            .mapToDouble(other -> better.merit(other.values().get(metric)))
            .filter(merit -> !Double.isNaN(merit))
            .max()
            .orElse(Double.NaN);
    return better.merit(result.values().get(metric)) == best;
  }

  ImmutableList<ComparedMap> failed() {
    return comparison.maps().stream()
        .filter(map -> map.result() == null)
        .collect(toImmutableList());
  }

  String tensorFlowVersion() {
    return TensorFlow.version();
  }
}
