package io.github.tfsaliency.display;

import com.google.common.base.Ascii;

/**
 * The shown values of a map, by their sign.
 *
 * @since 0.1.0
 */
public enum Sign {
  /** Both, in two colours. */
  ALL {
    @Override
    double of(double value) {
      return value;
    }
  },

  /** The evidence for the target; the rest is 0. */
  POSITIVE {
    @Override
    double of(double value) {
      return Math.max(0, value);
    }
  },

  /** The evidence against the target; the rest is 0. */
  NEGATIVE {
    @Override
    double of(double value) {
      return Math.min(0, value);
    }
  },

  /** The magnitude. */
  ABSOLUTE {
    @Override
    double of(double value) {
      return Math.abs(value);
    }
  };

  abstract double of(double value);

  /** Whether colours tell the sign. */
  boolean isSigned() {
    return this != ABSOLUTE;
  }

  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
