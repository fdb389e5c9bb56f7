package io.github.tfsaliency.examples.experiment;

import com.google.common.primitives.Doubles;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.List;
import java.util.Locale;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Numbers from one form to another. */
final class Figures {
  private Figures() {}

  static double[] array(List<Double> values) {
    return Doubles.toArray(values);
  }

  /** In row-major order; a copy. */
  static float[] array(FloatNdArray values) {
    float[] array = new float[Math.toIntExact(values.shape().size())];
    values.copyTo(DataBuffers.of(array, false, false));
    return array;
  }

  /** Samples of one shape as a batch. */
  static FloatNdArray stacked(FloatNdArray... samples) {
    int size = Math.toIntExact(samples[0].shape().size());
    float[] batch = new float[samples.length * size];
    for (int i = 0; i < samples.length; i++) {
      System.arraycopy(array(samples[i]), 0, batch, i * size, size);
    }
    return NdArrays.wrap(
        Shape.of(samples.length).append(samples[0].shape()), DataBuffers.of(batch, false, false));
  }

  /** {@code |A|} of a map {@code [H, W, C]}, summed over the channels: {@code [H, W]}. */
  static FloatNdArray magnitudes(FloatNdArray map) {
    float[] values = array(map);
    int channels = Math.toIntExact(map.shape().get(2));
    float[] sums = new float[values.length / channels];
    for (int i = 0; i < values.length; i++) {
      sums[i / channels] += Math.abs(values[i]);
    }
    return NdArrays.wrap(map.shape().take(2), DataBuffers.of(sums, false, false));
  }

  static MeanInterval mean(List<Double> values, long seed) {
    return MeanInterval.of(array(values), seed);
  }

  /** The mean of what the first exceed the second by, pair by pair. */
  static MeanInterval difference(List<Double> first, List<Double> second, long seed) {
    double[] differences = array(first);
    for (int i = 0; i < differences.length; i++) {
      differences[i] -= second.get(i);
    }
    return MeanInterval.of(differences, seed);
  }

  /** How a percentile is written. */
  static String whole(double percentile) {
    return String.format(Locale.ROOT, "%.0f", percentile);
  }
}
