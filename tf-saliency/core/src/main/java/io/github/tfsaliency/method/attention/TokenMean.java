package io.github.tfsaliency.method.attention;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Noise;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.sampling.Samples;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The mean of the maps of changed tokens. The model computes several of them together. */
final class TokenMean {
  private final int variants;
  private final int terms;
  private final Shape shape;
  private final float[] own;
  private final int size;

  /**
   * A mean to be computed.
   *
   * @param variants how many there are of each sample
   * @param terms what their sum is divided by
   * @param tokens of each sample, as the model computes them
   */
  TokenMean(int variants, int terms, FloatNdArray tokens) {
    this.variants = variants;
    this.terms = terms;
    shape = tokens.shape();
    own = Samples.array(tokens);
    size = Math.toIntExact(shape.tail().size());
  }

  /** Changes the tokens of one sample. */
  interface Change {
    float[] of(Tokens tokens, int variant);
  }

  /**
   * The tokens of one sample.
   *
   * @param all of all samples
   * @param first where they begin
   * @param count how many values they are
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one call, and is never compared
  record Tokens(float[] all, int first, int count) {
    float[] scaled(double factor) {
      float[] scaled = new float[count];
      for (int i = 0; i < count; i++) {
        scaled[i] = (float) (factor * all[first + i]);
      }
      return scaled;
    }

    float[] noisy(Passes passes, Noise noise, long stream) {
      float least = Float.POSITIVE_INFINITY;
      float largest = Float.NEGATIVE_INFINITY;
      for (int i = first; i < first + count; i++) {
        least = Math.min(least, all[i]);
        largest = Math.max(largest, all[i]);
      }
      double deviation = noise.level() * ((double) largest - least);
      if (deviation == 0) {
        return Arrays.copyOfRange(all, first, first + count);
      }
      float[] normals = passes.normals(noise.seed(), stream, count);
      float[] noisy = new float[count];
      for (int i = 0; i < count; i++) {
        noisy[i] = (float) (all[first + i] + deviation * normals[i]);
      }
      return noisy;
    }
  }

  GradientResult of(
      Passes passes,
      ModifiedGradient gradient,
      Batch batch,
      Scores scores,
      ResolvedTargets asked,
      Change change) {
    Repeated samples = new Repeated(batch);
    ResolvedTargets targets = scores.chosen(asked);
    int count = batch.sampleCount();
    long total = (long) count * variants;
    int chunk = passes.gradientChunk(batch);
    Map<String, double[]> sums = new LinkedHashMap<>();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (long first = 0; first < total; first += chunk) {
      int rows = (int) Math.min(chunk, total - first);
      int[] origins = new int[rows];
      float[] tokens = new float[rows * size];
      for (int row = 0; row < rows; row++) {
        origins[row] = (int) ((first + row) / variants);
        int variant = (int) ((first + row) % variants);
        float[] changed = change.of(new Tokens(own, origins[row] * size, size), variant);
        System.arraycopy(changed, 0, tokens, row * size, size);
      }
      GradientResult result =
          passes.gradient(
              gradient,
              GradientCall.of(samples.at(origins), targets.gather(origins))
                  .withLayer(wrapped(Shape.of(rows).append(shape.tail()), tokens)));
      result
          .maps()
          .forEach(
              (input, map) -> {
                Shape sample = map.shape().tail();
                shapes.put(input, Shape.of(count).append(sample));
                add(
                    sums.computeIfAbsent(
                        input, any -> new double[Math.toIntExact(count * sample.size())]),
                    Samples.array(map),
                    origins);
              });
    }
    ImmutableMap.Builder<String, FloatNdArray> maps = ImmutableMap.builder();
    sums.forEach((input, sum) -> maps.put(input, mean(requireNonNull(shapes.get(input)), sum)));
    return new GradientResult(
        maps.buildOrThrow(), scores.targets(), scores.values(), Optional.empty());
  }

  private static void add(double[] sum, float[] maps, int... origins) {
    int size = maps.length / origins.length;
    for (int row = 0; row < origins.length; row++) {
      for (int i = 0; i < size; i++) {
        sum[origins[row] * size + i] += maps[row * size + i];
      }
    }
  }

  private FloatNdArray mean(Shape all, double[] sum) {
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / terms);
    }
    return wrapped(all, mean);
  }

  private static FloatNdArray wrapped(Shape shape, float[] values) {
    return NdArrays.wrap(shape, DataBuffers.of(values, true, false));
  }
}
