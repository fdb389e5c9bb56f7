package io.github.tfsaliency.cli.gpu;

/**
 * A map that both devices compute.
 *
 * @param method as it is written
 * @param input what it is computed of
 */
record Probe(String method, Input input) {
  /** The samples. */
  enum Input {
    /** Drawn by a seed. */
    RANDOM,
    /** The same number everywhere, so that the largest of several values is a matter of order. */
    CONSTANT;

    @Override
    public String toString() {
      return this == RANDOM ? "random" : "constant";
    }
  }
}
