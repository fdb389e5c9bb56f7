package io.github.tfsaliency.sampling;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.explain.GraphForm.Statistic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A statistic of the draws of each element of maps, and its standard error. It is computed in
 * double precision, in memory that does not grow with the number of draws.
 *
 * <pre>
 * of a mean:      sqrt(sum over k of (v_k - mean)^2 / (n (n - 1)))
 * of a variance:  sqrt((m4 - m2^2) / n), with the central moments m2 and m4</pre>
 *
 * <p>Sources: Welford, <i>Note on a Method for Calculating Corrected Sums of Squares and
 * Products</i>, Technometrics 1962; P&eacute;bay, <i>Formulas for Robust, One-Pass Parallel
 * Computation of Covariances and Arbitrary-Order Statistical Moments</i>, 2008; for the error of a
 * variance Cram&eacute;r, <i>Mathematical Methods of Statistics</i>, 1946, 27.4.
 *
 * @since 0.1.0
 */
public final class Moments {
  private final int samples;
  private final Statistic statistic;
  private final Map<String, OfInput> inputs = new LinkedHashMap<>();

  private Moments(int samples, Statistic statistic) {
    this.samples = samples;
    this.statistic = requireNonNull(statistic, "statistic");
  }

  /**
   * Starts without draws.
   *
   * @param samples the number of samples
   * @param statistic the statistic
   * @return an empty statistic; add draws to it
   */
  public static Moments of(int samples, Statistic statistic) {
    return new Moments(samples, statistic);
  }

  /**
   * Adds a drawn map.
   *
   * @param sample the index of the sample
   * @param map the map
   */
  public void add(int sample, Variants.MapSlice map) {
    add(
        sample,
        map.input(),
        map.all().shape().tail(),
        element -> map.values()[map.offset() + element]);
  }

  /**
   * Adds a drawn map.
   *
   * @param sample the index of the sample
   * @param input the name of the map's input
   * @param shape the shape of one sample
   * @param map its values in row-major order
   */
  public void add(int sample, String input, Shape shape, IntToDoubleFunction map) {
    inputs
        .computeIfAbsent(input, any -> new OfInput(samples, shape, statistic))
        .add(sample, map, statistic == Statistic.MEAN_SQUARE);
  }

  /**
   * The relative error of a sample's maps; with several inputs, the largest one.
   *
   * @param sample the index of the sample
   * @return a ratio as in {@link Rounds#ratio}
   */
  public double relativeError(int sample) {
    double largest = 0;
    for (OfInput input : inputs.values()) {
      double errors = 0;
      double values = 0;
      for (int i = sample * input.size; i < (sample + 1) * input.size; i++) {
        double error = input.error(i);
        errors += error * error;
        values += input.value(i) * input.value(i);
      }
      largest = Math.max(largest, Rounds.ratio(errors, values));
    }
    return largest;
  }

  /**
   * The sums over the maps of all inputs.
   *
   * @return one number per sample
   */
  public ImmutableDoubleArray totals() {
    double[] totals = new double[samples];
    for (OfInput input : inputs.values()) {
      for (int i = 0; i < input.mean.length; i++) {
        totals[i / input.size] += input.value(i);
      }
    }
    return ImmutableDoubleArray.copyOf(totals);
  }

  /**
   * The statistic as maps.
   *
   * @return {@code [N, ...]} by the input's name
   */
  public ImmutableMap<String, FloatNdArray> maps() {
    return each((input, i) -> input.value(i));
  }

  /**
   * The standard error of each value.
   *
   * @return {@code [N, ...]} by the input's name; meaningless after a single draw
   */
  public ImmutableMap<String, FloatNdArray> standardErrors() {
    return each((input, i) -> input.error(i));
  }

  /**
   * The statistic of all samples.
   *
   * @param input the name of an input with draws
   * @return one sample after the other
   */
  public double[] values(String input) {
    OfInput of = requireNonNull(inputs.get(input), input);
    return IntStream.range(0, of.mean.length).mapToDouble(of::value).toArray();
  }

  /**
   * The standard errors for all samples.
   *
   * @param input the name of an input with draws
   * @return one sample after the other
   */
  public double[] standardErrors(String input) {
    OfInput of = requireNonNull(inputs.get(input), input);
    return IntStream.range(0, of.mean.length).mapToDouble(of::error).toArray();
  }

  /** One number of each element. */
  private interface OfElement {
    double of(OfInput input, int element);
  }

  private ImmutableMap<String, FloatNdArray> each(OfElement number) {
    ImmutableMap.Builder<String, FloatNdArray> maps = ImmutableMap.builder();
    inputs.forEach(
        (name, input) -> {
          float[] values = new float[input.mean.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) number.of(input, i);
          }
          maps.put(
              name,
              NdArrays.wrap(
                  Shape.of(samples).append(input.shape), DataBuffers.of(values, true, false)));
        });
    return maps.buildOrThrow();
  }

  /** The sums of powers of what lies beside the mean, of each element. */
  private static final class OfInput {
    private final Shape shape;
    private final int size;
    private final boolean variance;
    private final int[] counts;
    private final double[] mean;
    private final double[] second;
    private final double[] third;
    private final double[] fourth;

    OfInput(int samples, Shape shape, Statistic statistic) {
      this.shape = shape;
      size = Math.toIntExact(shape.size());
      variance = statistic == Statistic.VARIANCE;
      counts = new int[samples];
      mean = new double[samples * size];
      second = new double[mean.length];
      third = new double[variance ? mean.length : 0];
      fourth = new double[third.length];
    }

    void add(int sample, IntToDoubleFunction map, boolean squares) {
      int n = ++counts[sample];
      for (int i = 0; i < size; i++) {
        double drawn = map.applyAsDouble(i);
        add(sample * size + i, squares ? drawn * drawn : drawn, n);
      }
    }

    private void add(int i, double value, int n) {
      double delta = value - mean[i];
      double step = delta / n;
      double square = delta * step * (n - 1);
      mean[i] += step;
      if (variance) {
        fourth[i] +=
            square * step * step * ((double) n * n - 3.0 * n + 3)
                + 6 * step * step * second[i]
                - 4 * step * third[i];
        third[i] += square * step * (n - 2) - 3 * step * second[i];
      }
      second[i] += square;
    }

    double value(int i) {
      return variance ? second[i] / counts[i / size] : mean[i];
    }

    double error(int i) {
      double n = counts[i / size];
      if (!variance) {
        return Math.sqrt(second[i] / (n * (n - 1)));
      }
      double square = second[i] / n;
      return Math.sqrt(Math.max(0, fourth[i] / n - square * square) / n);
    }
  }
}
