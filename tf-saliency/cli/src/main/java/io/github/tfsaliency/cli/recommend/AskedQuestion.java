package io.github.tfsaliency.cli.recommend;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.spec.MetricSpec;
import io.github.tfsaliency.spec.MetricSpecs;

/** A question about methods, and the metrics that answer it. */
enum AskedQuestion {
  /** By removals. */
  FAITHFUL("Which map says what the model does?", true),
  /** By small changes of the input. */
  STABLE("Which map stays when the input hardly changes?", true),
  /** By random weights. */
  SANE("Which map depends on what the model has learnt?", true),
  /** By two classes of the same input. */
  CONTRAST("Which map tells the class from the next likely one?", false),
  /** By time. */
  CHEAP("Which map takes the fewest forward passes?", false);

  private final String text;
  private final boolean countsForAll;

  AskedQuestion(String text, boolean countsForAll) {
    this.text = text;
    this.countsForAll = countsForAll;
  }

  String text() {
    return text;
  }

  /** Whether the choice over all questions depends on it. */
  boolean countsForAll() {
    return countsForAll;
  }

  /** The metrics of the library that answer it. */
  ImmutableList<MetricSpec> metrics(boolean quick) {
    ImmutableList<String> texts =
        switch (this) {
          case FAITHFUL ->
              quick
                  ? ImmutableList.of(
                      "deletion:steps=10", "insertion:steps=10", "mu-fidelity:grid=5,subsets=40")
                  : ImmutableList.of(
                      "deletion:steps=20", "insertion:steps=20", "mu-fidelity:subsets=100");
          case STABLE -> ImmutableList.of(quick ? "max-sensitivity:samples=3" : "max-sensitivity");
          case SANE -> ImmutableList.of("randomisation");
          case CONTRAST, CHEAP -> ImmutableList.of();
        };
    return texts.stream().map(MetricSpecs::parse).collect(ImmutableList.toImmutableList());
  }

  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
