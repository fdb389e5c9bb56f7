package io.github.tfsaliency.spec;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.metric.Pooling;
import java.util.Optional;

/** Keys that several metrics have. */
final class MetricKeys {
  static final MetricKey<Pooling> POOLING =
      MetricKey.of("pooling", SpecFormat.choice(Pooling.class), Pooling.SUM);

  /** The replacement of removed pixels; empty for the input's own mean colour. */
  static final MetricKey<Optional<Baseline>> BASELINE =
      MetricKey.of("baseline", BaselineText.numbersOrMean(), Optional.empty());

  /** The metric's own seed; empty for that of all. */
  static final MetricKey<Optional<Long>> SEED = optional("seed", SpecFormat.wholeNumber(), "SEED");

  private MetricKeys() {}

  static MetricKey<Integer> integer(String name, int value) {
    return MetricKey.of(name, SpecFormat.integer(), value);
  }

  static MetricKey<Double> number(String name, double value) {
    return MetricKey.of(name, SpecFormat.number(), value);
  }

  static MetricKey<Boolean> flag(String name) {
    return MetricKey.of(name, SpecFormat.flag(), false);
  }

  static <V> MetricKey<Optional<V>> optional(String name, SpecFormat<V> format, String shown) {
    return new MetricKey<>(
        name,
        SpecFormat.ofFiles(
            format.expected(),
            (text, files) -> SpecFormat.chosen(format.read(text, files)),
            value -> value.map(format::print).orElse(shown)),
        Optional.empty(),
        shown);
  }

  static Baseline baseline(MetricOptions options, MetricSubject map) {
    Optional<Baseline> chosen = options.get(BASELINE);
    if (chosen.isEmpty()) {
      return Baseline.meanOf(map.input());
    }
    return chosen.get().file().isPresent() ? map.seen(chosen.get()) : chosen.get();
  }

  static long seed(MetricOptions options, MetricSubject map) {
    return options.get(SEED).orElseGet(map::seed);
  }
}
