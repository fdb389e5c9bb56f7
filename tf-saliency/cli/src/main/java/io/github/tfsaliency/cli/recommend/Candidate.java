package io.github.tfsaliency.cli.recommend;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.common.MethodSpec;

/**
 * A method that fits the model, and what is known of it apart from metrics.
 *
 * @param method its specification
 * @param cost of a map, in forward passes
 * @param multipliesByInput whether its map is zero wherever the input is
 * @param gap how much its sum misses of what theory says, as a fraction of the score; NaN where
 *     theory says nothing
 * @param warnings in plain words
 */
record Candidate(
    MethodSpec method,
    double cost,
    boolean multipliesByInput,
    double gap,
    ImmutableList<String> warnings) {
  String name() {
    return method.text();
  }
}
