package io.github.tfsaliency.examples.cli;

/** Which numbers of a metric are better. */
enum Better {
  HIGHER("higher"),
  LOWER("lower"),
  /** The metric describes a map and does not judge it. */
  NEITHER("neither");

  private final String shown;

  Better(String shown) {
    this.shown = shown;
  }

  /** The larger, the better; undefined for what judges nothing. */
  double merit(double value) {
    return switch (this) {
      case HIGHER -> value;
      case LOWER -> -value;
      case NEITHER -> Double.NaN;
    };
  }

  @Override
  public String toString() {
    return shown;
  }
}
