package io.github.tfsaliency.graph;

/** What makes probabilities of the output that is explained. */
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
