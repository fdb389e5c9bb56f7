package io.github.tfsaliency.examples.cli;

/** Measures a map; NaN where the number is not defined. */
@FunctionalInterface
interface Metric {
  double of(ExplainedMap map);
}
