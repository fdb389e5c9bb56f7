package io.github.tfsaliency.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** The value of a rank, by the ops for a processor and by those for a GPU, both on a processor. */
class RectGradRankTest {
  /** Values of which many are equal, zeros of both signs among them. */
  private static DoubleSupplier tied(long seed) {
    Random random = new Random(seed);
    return () -> {
      int drawn = random.nextInt(7) - 3;
      return drawn == 0 && random.nextBoolean() ? -0.0 : drawn / 2.0;
    };
  }

  private static DoubleSupplier spread(long seed) {
    return new Random(seed)::nextGaussian;
  }

  private static double[][] rows(int samples, int units, DoubleSupplier values) {
    double[][] rows = new double[samples][units];
    for (double[] row : rows) {
      for (int i = 0; i < units; i++) {
        row[i] = values.getAsDouble();
      }
    }
    return rows;
  }

  /** All ranks one after the other must be the same, in a type that the model computes in. */
  private static <T extends TNumber> void assertSameRanks(double[][] rows, Class<T> type) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<T> values = tf.dtypes.cast(tf.constant(StdArrays.ndCopyOf(rows)), type);
      Operand<TInt32> rank = tf.placeholder(TInt32.class);
      Operand<TFloat64> plain =
          tf.dtypes.cast(RectGrad.ofRank(tf, values, rank, false), TFloat64.class);
      Operand<TFloat64> onGpu =
          tf.dtypes.cast(RectGrad.ofRank(tf, values, rank, true), TFloat64.class);
      int units = rows[0].length;
      for (int k = 0; k < units; k += Math.max(1, units / 9)) {
        try (TInt32 fed = TInt32.scalarOf(k);
            Result result = session.runner().feed(rank, fed).fetch(plain).fetch(onGpu).run()) {
          TFloat64 expected = (TFloat64) result.get(0);
          TFloat64 actual = (TFloat64) result.get(1);
          assertThat(actual.shape()).isEqualTo(Shape.of(rows.length, 1));
          for (int sample = 0; sample < rows.length; sample++) {
            // Zeros of both signs are the same threshold.
            assertThat(actual.getDouble(sample, 0) == expected.getDouble(sample, 0)).isTrue();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "3, 2", "2, 17", "5, 64", "2, 1000", "1, 4097"})
  void isTheSameForEveryShapeAndType(int samples, int units) {
    for (DoubleSupplier values : new DoubleSupplier[] {tied(units), spread(units)}) {
      double[][] rows = rows(samples, units, values);
      assertSameRanks(rows, TFloat32.class);
      assertSameRanks(rows, TFloat64.class);
      assertSameRanks(rows, TFloat16.class);
      assertSameRanks(rows, TBfloat16.class);
    }
  }
}
