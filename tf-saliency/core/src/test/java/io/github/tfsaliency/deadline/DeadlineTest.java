package io.github.tfsaliency.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.ComputationTimeoutException;
import io.github.tfsaliency.engine.run.AbandonedRuns;
import io.github.tfsaliency.engine.run.FedTensors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.io.FifoQueue;
import org.tensorflow.op.io.QueueDequeue;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Runs of TensorFlow whose time is over. */
@Timeout(120)
class DeadlineTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private static float run(Session session, Operand<?> fetched) {
    try (FedTensors fed = new FedTensors(session)) {
      fed.runner().fetch(fetched);
      try (Result result = fed.run(() -> "it")) {
        return FedTensors.copy(result, 0).getFloat();
      }
    }
  }

  @Test
  void aKernelThatWaitsForEverIsCancelled() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      FifoQueue empty = tf.io.fifoQueue(List.of(TFloat32.class));
      QueueDequeue never = tf.io.queueDequeue(empty, List.of(TFloat32.class));
      Operand<?> value = never.components().get(0);
      Operand<TFloat32> one = tf.constant(1f);
      try (Session session = new Session(graph)) {
        assertThatThrownBy(
                () -> Deadline.within(Optional.of(SHORT), "a queue", () -> run(session, value)))
            .isInstanceOf(ComputationTimeoutException.class)
            .hasMessageStartingWith("The timeout of 0.02 s was over while 'a queue' was starting.");
        AbandonedRuns.whenEnded(session, ended::countDown);
        ended.await();

        assertThat(run(session, one)).isEqualTo(1);
      }
    }
  }

  /** TensorFlow runs all of these kernels to the end, which the caller does not wait for. */
  @Test
  void kernelsThatGoOnAreLeftBehindWithWhatTheyRead() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> matrix = tf.placeholder(TFloat32.class);
      Operand<TFloat32> product = matrix;
      for (int i = 0; i < 200; i++) {
        product = tf.linalg.matMul(product, matrix);
      }
      Operand<TFloat32> sum = tf.reduceSum(product, tf.array(0, 1));
      Operand<TFloat32> one = tf.constant(1f);
      try (Session session = new Session(graph)) {
        assertThatThrownBy(
                () ->
                    Deadline.within(
                        Optional.of(SHORT),
                        "products",
                        () -> {
                          try (FedTensors fed = new FedTensors(session)) {
                            fed.take(matrix, TFloat32.tensorOf(Shape.of(500, 500)));
                            fed.runner().fetch(sum);
                            return fed.run(() -> "it");
                          }
                        }))
            .isInstanceOf(ComputationTimeoutException.class);

        assertThat(run(session, one)).isEqualTo(1);
        AbandonedRuns.whenEnded(session, ended::countDown);
        ended.await();
      }
    }
  }

  @Test
  void aComputationWithinAnotherHasItsOwnDeadline() {
    assertThatThrownBy(
            () ->
                Deadline.within(
                    Optional.of(Duration.ofNanos(1)),
                    "outer",
                    () -> {
                      var unused =
                          Deadline.within(
                              Optional.empty(),
                              "inner",
                              () -> {
                                Deadline.current().check();
                                return 0;
                              });
                      Deadline.current().check();
                      return 0;
                    }))
        .isInstanceOf(ComputationTimeoutException.class)
        .hasMessageContaining("'outer'");
    assertThat(Deadline.current().isSet()).isFalse();
  }

  @Test
  void anotherFailureIsNotTakenForATimeout() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<? extends TType> never = tf.placeholder(TFloat32.class);
      try (Session session = new Session(graph)) {
        assertThatThrownBy(
                () ->
                    Deadline.within(
                        Optional.of(Duration.ofDays(1)), "nothing", () -> run(session, never)))
            .isNotInstanceOf(ComputationTimeoutException.class)
            .hasMessageStartingWith("TensorFlow could not compute it: ");
      }
    }
  }
}
