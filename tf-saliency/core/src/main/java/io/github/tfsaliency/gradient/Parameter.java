package io.github.tfsaliency.gradient;

import static io.github.tfsaliency.message.Checks.checkArgument;

/**
 * A number of a rule that is fed at every run: rules that differ in such numbers alone share one
 * graph. A value; equal ones hold the same number.
 */
public final class Parameter {
  private final double value;

  private Parameter(double value) {
    this.value = value;
  }

  /**
   * A number.
   *
   * @param value finite
   * @return the parameter
   * @throws IllegalArgumentException if {@code value} is NaN or infinite
   */
  public static Parameter of(double value) {
    return of("number of a rule", value);
  }

  /**
   * A number with a name for the message.
   *
   * @param name what the number is called
   * @param value finite
   * @return the parameter
   * @throws IllegalArgumentException if {@code value} is NaN or infinite
   */
  public static Parameter of(String name, double value) {
    checkArgument(Double.isFinite(value), "The %s (%s) must be finite.", name, value);
    return new Parameter(value);
  }

  /**
   * The number.
   *
   * @return finite
   */
  public double value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Parameter that && Double.compare(that.value, value) == 0;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(value);
  }

  @Override
  public String toString() {
    return Double.toString(value);
  }
}
