package io.github.tfsaliency.spec;

/** Which numbers of a metric are better. */
public enum Better {
  /** The larger, the better. */
  HIGHER("higher"),
  /** The smaller, the better. */
  LOWER("lower"),
  /** The metric describes a map and does not judge it. */
  NEITHER("neither");

  private final String shown;

  Better(String shown) {
    this.shown = shown;
  }

  /**
   * What is larger for what is better.
   *
   * @param value of the metric
   * @return the larger, the better; NaN for what judges nothing
   */
  public double merit(double value) {
    return switch (this) {
      case HIGHER -> value;
      case LOWER -> -value;
      case NEITHER -> Double.NaN;
    };
  }

  /** In words, for lists. */
  @Override
  public String toString() {
    return shown;
  }
}
