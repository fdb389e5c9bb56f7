package io.github.tfsaliency.spec;

/**
 * Whether higher or lower values of a metric are better.
 *
 * @since 0.1.0
 */
public enum Better {
  /** Larger values are better. */
  HIGHER("higher"),
  /** Smaller values are better. */
  LOWER("lower"),
  /** The metric describes a map and does not judge it. */
  NEITHER("neither");

  private final String shown;

  Better(String shown) {
    this.shown = shown;
  }

  /**
   * A number that is larger for better values.
   *
   * @param value the metric's value
   * @return a larger number for a better value; NaN for a metric that does not judge
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
