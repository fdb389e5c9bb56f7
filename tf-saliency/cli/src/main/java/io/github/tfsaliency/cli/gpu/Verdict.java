package io.github.tfsaliency.cli.gpu;

/** The result of a comparison. */
enum Verdict {
  /** All bits are the same. */
  SAME("same bits", true),
  /** The largest difference is within the tolerance. */
  AGREES("agrees", true),
  /** Except for a few values, which ties can cause. */
  FEW_DIFFER("few differ", true),
  /** The model has not what the method needs, on either device. */
  NOT_POSSIBLE("not possible", true),
  /** Too many values are too far off. */
  DIFFERS("differs", false),
  /** The GPU's second map is another one. */
  DOES_NOT_REPEAT("does not repeat", false),
  /** One device computes it, the other does not. */
  FAILS("fails", false);

  private final String text;
  private final boolean isFine;

  Verdict(String text, boolean isFine) {
    this.text = text;
    this.isFine = isFine;
  }

  boolean isFine() {
    return isFine;
  }

  @Override
  public String toString() {
    return text;
  }
}
