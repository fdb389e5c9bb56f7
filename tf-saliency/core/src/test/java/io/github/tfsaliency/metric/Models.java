package io.github.tfsaliency.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Models whose right explanation is known. */
final class Models {
  private Models() {}

  /** Scores each sample by itself. */
  static ScoreFunction of(ToDoubleFunction<double[]> score) {
    return batch -> {
      double[] scores = new double[(int) batch.shape().get(0)];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = score.applyAsDouble(values(batch.get(i)));
      }
      return scores;
    };
  }

  /** w . x + b. */
  static ScoreFunction linear(double bias, double... weights) {
    return of(
        values -> {
          double score = bias;
          for (int i = 0; i < values.length; i++) {
            score += weights[i] * values[i];
          }
          return score;
        });
  }

  /** One element of the input. */
  static ScoreFunction element(int index) {
    return of(values -> values[index]);
  }

  /** A model in which everything acts on everything. */
  static ScoreFunction entangled() {
    return of(
        values -> {
          double sum = 0;
          for (int i = 0; i < values.length; i++) {
            sum += values[i] * values[(i + 1) % values.length] + Math.sin(i + values[i]);
          }
          return sum;
        });
  }

  /** The same model, which also notes how many samples each batch has. */
  static ScoreFunction noting(List<Long> batchSizes, ScoreFunction model) {
    return batch -> {
      batchSizes.add(batch.shape().get(0));
      return model.scores(batch);
    };
  }

  /** Maps each sample by itself, to a map of its shape. */
  static MapFunction maps(UnaryOperator<double[]> map) {
    return batch -> {
      double[] all = new double[(int) batch.size()];
      int from = 0;
      for (int i = 0; i < batch.shape().get(0); i++) {
        double[] one = map.apply(values(batch.get(i)));
        System.arraycopy(one, 0, all, from, one.length);
        from += one.length;
      }
      return Images.array(batch.shape(), all);
    };
  }

  static double[] values(FloatNdArray array) {
    double[] values = new double[(int) array.size()];
    int i = 0;
    for (FloatNdArray scalar : array.scalars()) {
      values[i++] = scalar.getFloat();
    }
    return values;
  }

  /** w x, the map of a linear model. */
  static FloatNdArray product(FloatNdArray input, double... weights) {
    double[] values = values(input);
    for (int i = 0; i < values.length; i++) {
      values[i] *= weights[i];
    }
    return Images.array(input.shape(), values);
  }

  static FloatNdArray vector(double... values) {
    return Images.array(Shape.of(values.length), values);
  }
}
