package io.github.tfsaliency.explain;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.gradient.ModifiedGradient;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The form of a whole method in a TensorFlow graph, or the reason why it has none.
 *
 * @since 0.1.0
 */
public sealed interface GraphForm {
  /**
   * One modified gradient.
   *
   * @param gradient its structure
   * @param numbers the numbers of its rules, by name
   * @param references the references of the rules: {@code [B]} numbers, {@code [B, C]} numbers for
   *     the channels, or {@code [B, ...]} samples; the map is the mean over the references. Empty
   *     if no rule uses a reference
   */
  record Pass(
      ModifiedGradient gradient,
      ImmutableMap<String, Double> numbers,
      Optional<FloatNdArray> references)
      implements GraphForm {}

  /**
   * The product of two maps. The second may have one channel for all channels of the first.
   *
   * @param map the first map
   * @param places the second map
   */
  record Product(GraphForm map, GraphForm places) implements GraphForm {}

  /**
   * The gradient's integral along straight lines to the input, times the lines.
   *
   * @param lines the lines; their integrals are added
   */
  record Lines(ImmutableList<Line> lines) implements GraphForm {}

  /**
   * A line from a baseline to the input.
   *
   * @param baseline one number, one for each channel, or a whole sample
   * @param positions the points on the line, from 0 at the baseline to 1 at the input
   * @param weights the weights of these points in the sum
   */
  record Line(
      FloatNdArray baseline, ImmutableDoubleArray positions, ImmutableDoubleArray weights) {}

  /**
   * A statistic of the maps of noisy copies of the input.
   *
   * @param inner the method that explains each copy
   * @param noise the number of copies and their noise; the seed is ignored, because it is fed
   * @param statistic the statistic
   */
  record Noisy(GraphForm inner, Noise noise, Statistic statistic) implements GraphForm {}

  /** A statistic of the maps of all copies. */
  enum Statistic {
    /** Their mean. */
    MEAN,
    /** The mean of their squares. */
    MEAN_SQUARE,
    /** Their variance. */
    VARIANCE
  }

  /**
   * No form.
   *
   * @param reason the reason, as the end of a sentence after "it": for example {@code "draws its
   *     masks in Java"}
   */
  record None(String reason) implements GraphForm {
    /** For methods that draw a baseline at every call. */
    public static final None NOISE = new None("draws its baseline in Java");

    /** For methods that draw until a tolerance is reached. */
    public static final None TOLERANCE =
        new None("draws until its standard errors are small enough");

    /** For methods that look up the embedding of an id. */
    public static final None ID = new None("looks up the embedding of its baseline's id in Java");
  }
}
