package io.github.tfsaliency.display;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.display.plot.Bars;
import io.github.tfsaliency.display.plot.Beeswarm;
import io.github.tfsaliency.display.plot.Column;
import io.github.tfsaliency.display.plot.Feature;
import io.github.tfsaliency.display.plot.Numbers;
import io.github.tfsaliency.display.plot.Plot;
import io.github.tfsaliency.display.plot.Waterfall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Features with names. */
final class Tables {
  private Tables() {}

  /** Names, values and map of a sample, one each. */
  @SuppressWarnings("ArrayRecordComponent") // Made for one drawing, and compared with nothing.
  record Named(ImmutableList<String> names, ImmutableList<String> values, double[] map) {}

  static Plot bars(Named features, Settings settings) {
    return new Bars(
        features(features, settings.signed(features.map())),
        settings.top(),
        settings.sign().isSigned(),
        "attribution");
  }

  static Plot waterfall(Attribution map, Named features, Settings settings) {
    double sum =
        IntStream.range(0, features.map().length).mapToDouble(i -> features.map()[i]).sum();
    double base = settings.base().orElse(map.score() - sum);
    checkArgument(
        Double.isFinite(base),
        "A waterfall needs a base value, and this map has no score to find it from.\n"
            + "Maybe set it with base(double).");
    return new Waterfall(features(features, features.map()), settings.top(), base);
  }

  private static ImmutableList<Feature> features(Named features, double[] map) {
    return IntStream.range(0, map.length)
        .mapToObj(i -> new Feature(features.names().get(i), features.values().get(i), map[i]))
        .collect(ImmutableList.toImmutableList());
  }

  /** All samples have the same features. */
  static Plot many(DisplayKind kind, List<Named> samples, Settings settings) {
    ImmutableList<String> names = samples.get(0).names();
    double[] means = new double[names.size()];
    for (Named sample : samples) {
      checkArgument(
          sample.names().size() == means.length,
          "A display of many samples needs the same features in each, not %s and %s.",
          means.length,
          sample.names().size());
      for (int i = 0; i < means.length; i++) {
        means[i] += Math.abs(sample.map()[i]) / samples.size();
      }
    }
    if (kind == DisplayKind.MEAN_BARS) {
      ImmutableList<Feature> bars =
          IntStream.range(0, means.length)
              .mapToObj(i -> new Feature(names.get(i), "", means[i]))
              .collect(ImmutableList.toImmutableList());
      return new Bars(bars, settings.top(), false, "mean magnitude of the attribution");
    }
    int most = means.length <= settings.top() + 1 ? means.length : settings.top();
    List<Column> columns = new ArrayList<>();
    double rest = 0;
    List<Integer> order =
        IntStream.range(0, means.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> means[i]).reversed())
            .toList();
    for (int i : order) {
      if (columns.size() == most) {
        rest += means[i];
      } else {
        columns.add(column(samples, i, settings));
      }
    }
    return new Beeswarm(ImmutableList.copyOf(columns), means.length - most, rest);
  }

  private static Column column(List<Named> samples, int feature, Settings settings) {
    return new Column(
        samples.get(0).names().get(feature),
        samples.stream()
            .map(sample -> sample.values().get(feature))
            .collect(ImmutableList.toImmutableList()),
        ImmutableDoubleArray.copyOf(
            samples.stream().mapToDouble(sample -> settings.sign().of(sample.map()[feature]))));
  }

  /** The features of a sample of any kind. */
  static Named named(Sample sample) {
    InputView view = sample.view();
    if (view instanceof InputView.Row row) {
      return new Named(row.columns(), row.values(), sample.perPlace("row", row.columns().size()));
    }
    if (view instanceof InputView.Text text) {
      return new Named(
          text.tokens(),
          blank(text.tokens().size()),
          sample.perPlace("text", text.tokens().size()));
    }
    Cube map = sample.map();
    Cube values = sample.values();
    if (values.count() > 0 && values.count() < map.count() && map.beginsWith(values)) {
      map = map.summed(values.rank());
    }
    ImmutableList.Builder<String> names = ImmutableList.builder();
    for (int i = 0; i < map.count(); i++) {
      names.add(name(view, map, i));
    }
    return new Named(
        names.build(),
        values.count() == map.count()
            ? IntStream.range(0, map.count())
                .mapToObj(i -> Numbers.text(values.values()[i]))
                .collect(ImmutableList.toImmutableList())
            : blank(map.count()),
        map.values());
  }

  private static String name(InputView view, Cube map, int index) {
    if (view instanceof InputView.Series series
        && map.rank() == 2
        && map.size(1) == series.channels().size()) {
      return series.channels().get(index % map.size(1)) + " [" + index / map.size(1) + "]";
    }
    return map.index(index);
  }

  private static ImmutableList<String> blank(int count) {
    return IntStream.range(0, count).mapToObj(i -> "").collect(ImmutableList.toImmutableList());
  }
}
