package io.github.tfsaliency.explain;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The standard errors of a method's maps, estimated from its random draws.
 *
 * @param standardErrors the standard error of each value of the maps, by the input's name
 * @param samples the number of draws behind the maps of each sample
 * @param warnings the warnings of each sample about its draws, for example that they did not reach
 *     the tolerance
 * @since 0.1.0
 */
public record Sampling(
    ImmutableMap<String, FloatNdArray> standardErrors,
    ImmutableLongArray samples,
    ImmutableList<ImmutableList<String>> warnings) {
  /**
   * Checks that there are as many warnings as samples.
   *
   * @param standardErrors the standard error of each value of the maps, by the input's name
   * @param samples the number of draws behind the maps of each sample
   * @param warnings the warnings of each sample about its draws
   * @throws IllegalArgumentException if the numbers of warnings and samples differ
   */
  public Sampling {
    requireNonNull(standardErrors, "standardErrors");
    checkArgument(
        samples.length() == warnings.size(),
        "There are draws of %s samples and warnings of %s.",
        samples.length(),
        warnings.size());
  }
}
