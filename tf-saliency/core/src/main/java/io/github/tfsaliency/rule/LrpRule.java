package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.Replaces;

/**
 * Distributes the relevance of a layer's output over its input.
 *
 * <p>A custom rule is a record that implements {@link #backward}.
 *
 * @since 0.1.0
 */
public interface LrpRule extends Replaces {
  @Override
  default String id() {
    return "lrp-" + Replaces.super.id();
  }
}
