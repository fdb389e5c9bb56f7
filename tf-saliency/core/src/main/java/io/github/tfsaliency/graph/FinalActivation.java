package io.github.tfsaliency.graph;

/** The activation that turns the explained output into probabilities. */
public enum FinalActivation {
  /** Nothing that is known. */
  NONE,

  /** The output holds probabilities already. */
  APPLIED,

  /** A softmax over the last dimension. */
  SOFTMAX,

  /** A sigmoid of each number. */
  SIGMOID
}
