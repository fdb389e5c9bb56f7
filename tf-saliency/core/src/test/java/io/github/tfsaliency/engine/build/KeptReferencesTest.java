package io.github.tfsaliency.engine.build;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.engine.run.FedTensors;
import io.github.tfsaliency.explain.Batch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class KeptReferencesTest {
  private static final long ROOM = 1 << 20;

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final Placeholder<TFloat32> input = tf.placeholder(TFloat32.class);
  private final Operand<TFloat32> power = tf.math.exp(input);
  private final Operand<TFloat32> read = tf.math.floor(power);
  private final List<Result> computed = new ArrayList<>();

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @Test
  void aReferenceIsComputedOnce() {
    try (KeptReferences kept = new KeptReferences(ROOM)) {
      assertThat(run(kept, "a/", batch(3))).isEqualTo(20);
      assertThat(run(kept, "a/", batch(3))).isEqualTo(20);

      assertThat(computed).hasSize(1);
    }
  }

  @Test
  void anotherValueIsAnotherReference() {
    try (KeptReferences kept = new KeptReferences(ROOM)) {
      assertThat(run(kept, "a/", batch(3))).isEqualTo(20);
      assertThat(run(kept, "a/", batch(4))).isEqualTo(54);
      assertThat(run(kept, "a/", batch(3))).isEqualTo(20);

      assertThat(computed).hasSize(2);
    }
  }

  @Test
  void zeroAndMinusZeroAreApart() {
    try (KeptReferences kept = new KeptReferences(ROOM)) {
      run(kept, "a/", batch(0f));
      run(kept, "a/", batch(-0f));

      assertThat(computed).hasSize(2);
    }
  }

  @Test
  void anInputThatKeepsItsValuesCountsToo() {
    try (KeptReferences kept = new KeptReferences(ROOM)) {
      run(kept, "a/", new Batch(ImmutableMap.of("x", values(3), "mask", values(1)), 1));
      run(kept, "a/", new Batch(ImmutableMap.of("x", values(3), "mask", values(0)), 1));

      assertThat(computed).hasSize(2);
    }
  }

  @Test
  void eachGraphHasItsOwn() {
    try (KeptReferences kept = new KeptReferences(ROOM)) {
      run(kept, "a/", batch(3));
      run(kept, "b/", batch(3));

      assertThat(computed).hasSize(2);
    }
  }

  @Test
  void whatTakesTooMuchRoomIsClosedBehindItsRun() {
    try (KeptReferences kept = new KeptReferences(1 << 10)) {
      run(kept, "a/", batch(new float[1000]));
      run(kept, "a/", batch(new float[1000]));

      assertThat(computed).hasSize(2).allSatisfy(KeptReferencesTest::requireClosed);
    }
  }

  @Test
  void whatARunReadsStaysOpenUntilItsEnd() {
    try (FedTensors fed = new FedTensors(session)) {
      try (KeptReferences kept = new KeptReferences(ROOM)) {
        feed(kept, "a/", batch(3), fed);
      }

      assertThat(result(fed)).isEqualTo(20);
    }
    assertThat(computed).hasSize(1).allSatisfy(KeptReferencesTest::requireClosed);
  }

  @CanIgnoreReturnValue
  private float run(KeptReferences kept, String scope, Batch reference) {
    try (FedTensors fed = new FedTensors(session)) {
      feed(kept, scope, reference, fed);
      return result(fed);
    }
  }

  private void feed(KeptReferences kept, String scope, Batch reference, FedTensors fed) {
    kept.feed(
        scope,
        reference,
        ImmutableList.of(power.asOutput()),
        () -> {
          try (FedTensors first = new FedTensors(session)) {
            first.feed(input, requireNonNull(reference.inputs().get("x")));
            first.runner().fetch(power);
            Result result = first.run(() -> "the reference");
            computed.add(result);
            return result;
          }
        },
        fed);
  }

  private float result(FedTensors fed) {
    fed.runner().fetch(read);
    try (Result result = fed.run(() -> "the map")) {
      return FedTensors.copy(result, 0).getFloat(0, 0);
    }
  }

  private static void requireClosed(Result result) {
    assertThatThrownBy(() -> result.get(0)).isInstanceOf(IllegalStateException.class);
  }

  private static Batch batch(float... sample) {
    return Batch.of("x", values(sample));
  }

  private static FloatNdArray values(float... sample) {
    return StdArrays.ndCopyOf(new float[][] {sample});
  }
}
