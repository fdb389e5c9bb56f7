package io.github.tfsaliency.activation;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.OptionalDouble;

/**
 * An activation function.
 *
 * @param name for people, for example {@code SiLU}
 * @param sigmoidal whether it is a sigmoid or a hard one, which may open and close a gate
 * @param parameters the numbers that tell it from others of its name
 */
public record KnownActivation(String name, boolean sigmoidal, ImmutableDoubleArray parameters) {
  static final String RELU6 = "ReLU6";
  static final String CLIPPED = "clipped ReLU";
  private static final double CLOSE = 1e-6;

  static KnownActivation of(String name, double... parameters) {
    return new KnownActivation(name, false, ImmutableDoubleArray.copyOf(parameters));
  }

  static KnownActivation sigmoid(String name, double... parameters) {
    return new KnownActivation(name, true, ImmutableDoubleArray.copyOf(parameters));
  }

  /**
   * Where a ReLU is cut off above, if that is all it is: {@code clip(x, 0, c)}.
   *
   * @return c; empty for other functions
   */
  public OptionalDouble bound() {
    boolean clipped = name.equals(RELU6) || name.equals(CLIPPED);
    return clipped ? OptionalDouble.of(parameters.get(0)) : OptionalDouble.empty();
  }

  /**
   * Whether another one is the same function, apart from rounding.
   *
   * @param other the other one
   * @return whether name and numbers agree
   */
  public boolean isSameAs(KnownActivation other) {
    boolean same = name.equals(other.name) && parameters.length() == other.parameters.length();
    for (int i = 0; same && i < parameters.length(); i++) {
      double mine = parameters.get(i);
      double its = other.parameters.get(i);
      same = Double.compare(mine, its) == 0 || Math.abs(mine - its) <= CLOSE * (1 + Math.abs(mine));
    }
    return same;
  }
}
