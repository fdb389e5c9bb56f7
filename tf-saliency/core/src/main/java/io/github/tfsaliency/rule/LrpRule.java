package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.Replaces;

/**
 * How a layer hands the relevance of its output down to its input.
 *
 * <p>Open to custom rules: a record that implements {@link #backward}.
 */
public interface LrpRule extends Replaces {
  @Override
  default String id() {
    return "lrp-" + Replaces.super.id();
  }
}
