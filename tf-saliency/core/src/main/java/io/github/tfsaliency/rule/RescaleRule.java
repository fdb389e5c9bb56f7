package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.Around;

/** What rules of DeepLIFT have in common: the gradient comes down, a slope replaces it behind. */
interface RescaleRule extends Around {
  @Override
  default boolean usesReference() {
    return true;
  }
}
