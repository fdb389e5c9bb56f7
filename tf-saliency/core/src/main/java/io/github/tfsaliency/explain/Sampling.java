package io.github.tfsaliency.explain;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * How sure the maps of a method are that draws at random.
 *
 * @param standardErrors of each value of the maps, by the input's name
 * @param samples how many draws the maps of each sample are made of
 * @param warnings for each sample, what is to be said of its draws, such as a tolerance that they
 *     do not meet
 */
public record Sampling(
    ImmutableMap<String, FloatNdArray> standardErrors,
    ImmutableLongArray samples,
    ImmutableList<ImmutableList<String>> warnings) {
  /**
   * Checks that there are as many warnings as samples.
   *
   * @param standardErrors of each value of the maps, by the input's name
   * @param samples how many draws the maps of each sample are made of
   * @param warnings for each sample, what is to be said of its draws
   * @throws IllegalArgumentException if not
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
