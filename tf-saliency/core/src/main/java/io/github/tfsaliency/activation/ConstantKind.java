package io.github.tfsaliency.activation;

/** The most that a function's constants are, from the least to the most. */
public enum ConstantKind {
  /** Numbers, known or trained. */
  NUMBERS,
  /** A number for each channel too. */
  ONE_A_CHANNEL,
  /** A number for each place too. */
  ANY;

  /**
   * The larger of two kinds.
   *
   * @param other the other kind
   * @return one of the two
   */
  public ConstantKind or(ConstantKind other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
