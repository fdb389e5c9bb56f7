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
