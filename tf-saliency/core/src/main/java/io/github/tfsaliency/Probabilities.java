package io.github.tfsaliency;

import io.github.tfsaliency.graph.FinalActivation;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Applies a model's final softmax or sigmoid to scores. */
final class Probabilities {
  private Probabilities() {}

  /**
   * Applies it.
   *
   * @param scores computed only where they are needed; a softmax is over their last dimension
   * @return empty where nothing is to be applied
   */
  static Optional<FloatNdArray> of(FinalActivation activation, Supplier<FloatNdArray> scores) {
    return switch (activation) {
      case NONE -> Optional.empty();
      case APPLIED -> Optional.of(scores.get());
      case SIGMOID -> Optional.of(with(scores.get(), Probabilities::sigmoid));
      case SOFTMAX -> Optional.of(with(scores.get(), Probabilities::softmax));
    };
  }

  private interface InPlace {
    void apply(float[] values, int row);
  }

  private static FloatNdArray with(FloatNdArray scores, InPlace activation) {
    float[] values = new float[Math.toIntExact(scores.size())];
    scores.copyTo(DataBuffers.of(values, false, false));
    int rank = scores.rank();
    int row = rank == 0 ? 1 : Math.toIntExact(scores.shape().get(rank - 1));
    activation.apply(values, row);
    return NdArrays.wrap(scores.shape(), DataBuffers.of(values, true, false));
  }

  private static void sigmoid(float[] values, int row) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1 / (1 + Math.exp(-(double) values[i])));
    }
  }

  private static void softmax(float[] values, int row) {
    for (int start = 0; start < values.length; start += row) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = start; i < start + row; i++) {
        largest = Math.max(largest, values[i]);
      }
      double sum = 0;
      for (int i = start; i < start + row; i++) {
        sum += Math.exp(values[i] - largest);
      }
      for (int i = start; i < start + row; i++) {
        values[i] = (float) (Math.exp(values[i] - largest) / sum);
      }
    }
  }
}
