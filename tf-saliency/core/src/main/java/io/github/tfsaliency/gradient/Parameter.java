package io.github.tfsaliency.gradient;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;

/**
 * A number of a rule that is fed at every run. Rules that differ only in such numbers share one
 * graph. A value: two parameters are equal if they hold the same number.
 *
 * @since 0.1.0
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
   * A number with a name for messages.
   *
   * @param name the name of the number
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
