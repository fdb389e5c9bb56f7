package io.github.tfsaliency.sampling;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Sums of maps, in double precision. The memory is one array for each input, independent of the
 * number of summands.
 *
 * @since 0.1.0
 */
public final class MapSums {
  private final int samples;
  private final Map<String, double[]> sums = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  /**
   * Starts with sums of zero.
   *
   * @param samples the number of samples
   */
  public MapSums(int samples) {
    this.samples = samples;
  }

  /**
   * The sums of all samples for one input; initially zero.
   *
   * @param input the input's name
   * @param sample the shape of one sample's map
   * @return the array itself, one sample after the other; add to it
   */
  public double[] of(String input, Shape sample) {
    return sums.computeIfAbsent(
        input,
        any -> {
          shapes.put(input, Shape.of(samples).append(sample));
          return new double[Math.toIntExact(samples * sample.size())];
        });
  }

  /**
   * Adds a map to its sample's sum.
   *
   * @param sample the index of the sample
   * @param map the map
   * @param weight the factor of the map
   */
  public void add(int sample, Variants.MapSlice map, double weight) {
    double[] sum = of(map.input(), map.all().shape().tail());
    int start = sample * map.size();
    for (int i = 0; i < map.size(); i++) {
      sum[start + i] += weight * map.values()[map.offset() + i];
    }
  }

  /**
   * Adds a map of all samples.
   *
   * @param input the input's name
   * @param map {@code [N, ...]}
   * @param weight the factor of the map
   */
  public void add(String input, FloatNdArray map, double weight) {
    double[] sum = of(input, map.shape().tail());
    float[] values = Samples.array(map);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * values[i];
    }
  }

  /**
   * Adds the maps of all samples.
   *
   * @param maps {@code [N, ...]} by the input's name
   * @param weight the factor of the maps
   */
  public void add(Map<String, FloatNdArray> maps, double weight) {
    maps.forEach(
        (input, map) -> {
          float[] values = new float[Math.toIntExact(map.size())];
          map.copyTo(DataBuffers.of(values, false, false));
          double[] sum = of(input, map.shape().tail());
          for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * values[i];
          }
        });
  }

  /**
   * The sums over the maps of all inputs.
   *
   * @return one number per sample
   */
  public ImmutableDoubleArray totals() {
    double[] totals = new double[samples];
    for (double[] sum : sums.values()) {
      int size = sum.length / samples;
      for (int sample = 0; sample < samples; sample++) {
        totals[sample] += Arrays.stream(sum, sample * size, (sample + 1) * size).sum();
      }
    }
    return ImmutableDoubleArray.copyOf(totals);
  }

  /**
   * The sums as maps.
   *
   * @return {@code [N, ...]} by the input's name
   */
  public ImmutableMap<String, FloatNdArray> maps() {
    ImmutableMap.Builder<String, FloatNdArray> maps = ImmutableMap.builder();
    sums.forEach(
        (input, sum) -> {
          float[] floats = new float[sum.length];
          for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) sum[i];
          }
          maps.put(
              input,
              NdArrays.wrap(
                  requireNonNull(shapes.get(input)), DataBuffers.of(floats, true, false)));
        });
    return maps.buildOrThrow();
  }
}
