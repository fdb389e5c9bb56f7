package io.github.tfsaliency.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.gradient.WeightPart;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

class StabilizerTest {
  private static <T extends TNumber> double[] stabilized(
      Class<T> type, BiFunction<Ops, Operand<T>, Operand<T>> stabilizer, double... z) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<T> typed = tf.dtypes.cast(tf.constant(z), type);
      Operand<TFloat64> result = tf.dtypes.cast(stabilizer.apply(tf, typed), TFloat64.class);
      try (TFloat64 fetched = (TFloat64) session.runner().fetch(result).run().get(0)) {
        return StdArrays.array1dCopyOf(fetched);
      }
    }
  }

  private static <T extends TNumber> double[] stabilized(
      Class<T> type, double epsilon, double... z) {
    return stabilized(type, (tf, typed) -> Stabilizer.apply(tf, typed, tf.constant(epsilon)), z);
  }

  @Test
  void epsilonHasTheSignOfTheDenominatorAndZerosOfBothSignsArePositive() {
    assertThat(stabilized(TFloat32.class, 0.25, 3, 0, -0.0, -3))
        .containsExactly(3.25, 0.25, 0.25, -3.25);
  }

  /** Twice such an epsilon is infinite in this type. */
  @Test
  void aDenominatorIsFiniteForEachEpsilonThatTheTypeHolds() {
    assertThat(stabilized(TFloat32.class, 0x1p127, 1, 0, -1))
        .containsExactly(0x1p127, 0x1p127, -0x1p127);
    assertThat(stabilized(TFloat16.class, 40_000, 1, 0, -1))
        .containsExactly(40_000, 40_000, -40_000);
  }

  @Test
  void aKnownSignIsThatOfEpsilonForZeroToo() {
    assertThat(stabilized(TFloat64.class, Stabilizer.ofSign(WeightPart.NEGATIVE)::apply, -3, 0))
        .containsExactly(-3 - 1e-6, -1e-6);
    assertThat(stabilized(TFloat64.class, Stabilizer.ofSign(WeightPart.POSITIVE)::apply, 3, 0))
        .containsExactly(3 + 1e-6, 1e-6);
  }
}
