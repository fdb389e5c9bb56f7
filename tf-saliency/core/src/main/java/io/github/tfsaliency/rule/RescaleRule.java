package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.Around;

/** The common part of DeepLIFT's rules: after the derivative, a slope replaces the gradient. */
interface RescaleRule extends Around {
  @Override
  default boolean usesReference() {
    return true;
  }
}
