package io.github.tfsaliency.explain;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.gradient.ModifiedGradient;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/** How all that a method computes can be written into a TensorFlow graph, or why it cannot. */
public sealed interface GraphForm {
  /**
   * One modified gradient.
   *
   * @param gradient its structure
   * @param numbers of its rules, by name
   * @param references what the rules compare with, one after the other: {@code [B]} numbers, {@code
   *     [B, C]} of the channels, or {@code [B, ...]} samples; the maps' mean is the map. Empty
   *     where no rule compares
   */
  record Pass(
      ModifiedGradient gradient,
      ImmutableMap<String, Double> numbers,
      Optional<FloatNdArray> references)
      implements GraphForm {}

  /**
   * One map times another, which may have a single channel for all of the first one's.
   *
   * @param map what is multiplied
   * @param places what with
   */
  record Product(GraphForm map, GraphForm places) implements GraphForm {}

  /**
   * The gradient's integral along straight lines to the input, times the lines.
   *
   * @param lines whose integrals are added
   */
  record Lines(ImmutableList<Line> lines) implements GraphForm {}

  /**
   * A line from a baseline to the input.
   *
   * @param baseline one number, one for each channel, or a whole sample
   * @param positions of points on it, from 0 at the baseline to 1 at the input
   * @param weights of these points in the sum
   */
  record Line(
      FloatNdArray baseline, ImmutableDoubleArray positions, ImmutableDoubleArray weights) {}

  /**
   * A statistic of the maps of noisy copies of the input.
   *
   * @param inner what explains each copy
   * @param noise how many copies, and how noisy; its seed plays no part, as it is fed
   * @param statistic which one
   */
  record Noisy(GraphForm inner, Noise noise, Statistic statistic) implements GraphForm {}

  /** What is made of the maps of all copies. */
  enum Statistic {
    /** Their mean. */
    MEAN,
    /** The mean of their squares. */
    MEAN_SQUARE,
    /** Their variance. */
    VARIANCE
  }

  /**
   * No form at all.
   *
   * @param reason what in the method stands against it, to be read after "it": for example {@code
   *     "draws its masks in Java"}
   */
  record None(String reason) implements GraphForm {
    /** Of methods that draw a baseline at every call. */
    public static final None NOISE = new None("draws its baseline in Java");

    /** Of methods that draw until they know enough. */
    public static final None TOLERANCE =
        new None("draws until its standard errors are small enough");

    /** Of methods that look the embedding of an id up. */
    public static final None ID = new None("looks the embedding of its baseline's id up in Java");
  }
}
