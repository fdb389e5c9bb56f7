package io.github.tfsaliency.activation;

/** A function of one number that can be computed anywhere. */
@FunctionalInterface
public interface SampledFunction {
  /**
   * The values at some places.
   *
   * @param places any numbers
   * @return one for each; NaN where there is none
   */
  double[] at(double... places);
}
