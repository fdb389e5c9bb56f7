package io.github.tfsaliency.examples.experiment;

/** How much is computed. */
public enum Effort {
  /** Enough to see that everything works: seconds. */
  QUICK,

  /** Enough for figures that can be quoted: minutes. */
  FULL;

  /** One of two settings. */
  <T> T choose(T quick, T full) {
    return this == QUICK ? quick : full;
  }
}
