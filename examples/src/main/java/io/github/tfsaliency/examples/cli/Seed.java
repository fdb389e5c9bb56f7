package io.github.tfsaliency.examples.cli;

import java.util.OptionalLong;

/** The seed of a metric: its own, or that of the whole evaluation. */
record Seed(OptionalLong own) {
  static Seed read(SpecOptions options) {
    return new Seed(
        options.text("seed").isPresent() ? OptionalLong.of(options.seed(0)) : OptionalLong.empty());
  }

  long of(ExplainedMap map) {
    return own.orElse(map.sample().seed());
  }
}
