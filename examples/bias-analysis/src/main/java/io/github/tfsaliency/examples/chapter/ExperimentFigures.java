package io.github.tfsaliency.examples.chapter;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Collects the means of an experiment, with their intervals. */
public final class ExperimentFigures {
  private final String experiment;
  private final long seed;
  private final ImmutableList.Builder<Figure> figures = ImmutableList.builder();

  /**
   * No figures yet.
   *
   * @param experiment its name in the table
   * @param seed of the intervals
   */
  public ExperimentFigures(String experiment, long seed) {
    this.experiment = experiment;
    this.seed = seed;
  }

  /** Where the next figures belong. */
  public final class Place {
    private final String of;
    private final @Nullable Double at;

    private Place(String of, @Nullable Double at) {
      this.of = of;
      this.at = at;
    }

    /**
     * Adds the mean of values.
     *
     * @param measure what was measured
     * @param values one a sample; NaN where it is not defined
     */
    public void add(String measure, List<Double> values) {
      add(measure, MeanInterval.of(Doubles.toArray(values), seed));
    }

    /**
     * Adds a mean.
     *
     * @param measure what was measured
     * @param mean with its interval
     */
    public void add(String measure, MeanInterval mean) {
      figures.add(Figure.of(experiment, of, at, measure, mean));
    }

    /**
     * Adds the mean of a value over samples.
     *
     * @param measure what was measured
     * @param samples the samples
     * @param value of a sample
     * @param <T> a sample
     */
    public <T> void add(String measure, List<T> samples, ToDoubleFunction<T> value) {
      add(measure, samples.stream().mapToDouble(value).boxed().toList());
    }
  }

  /**
   * A place on an axis.
   *
   * @param of what of: a method, a layer
   * @param at the place
   * @return takes figures
   */
  public Place at(String of, double at) {
    return new Place(of, at);
  }

  /**
   * What has no axis.
   *
   * @param of what of: a method, a goal
   * @return takes figures
   */
  public Place of(String of) {
    return new Place(of, null);
  }

  /**
   * All that was added.
   *
   * @return in the order of adding
   */
  public ImmutableList<Figure> all() {
    return figures.build();
  }
}
