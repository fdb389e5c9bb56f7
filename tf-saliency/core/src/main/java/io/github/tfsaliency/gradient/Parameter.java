package io.github.tfsaliency.gradient;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;

/**
 * A number of a rule that is fed at every run: rules that differ in such numbers alone share one
 * graph. A value; equal ones hold the same number.
 */
public final class Parameter extends Value {
  private static final long serialVersionUID = 1;

  private final double value;

  private Parameter(double value) {
    check("number of a rule", value);
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
    check(requireNonNull(name, "name"), value);
    return new Parameter(value);
  }

  private static void check(String name, double value) {
    checkArgument(Double.isFinite(value), "The %s (%s) must be finite.", name, value);
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
  public String toString() {
    return Double.toString(value);
  }
}
