package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;

/**
 * Batches, targets, threads and lifetimes: what is computed does not depend on how it is asked for.
 */
@TestInstance(Lifecycle.PER_CLASS)
class EngineTest {
  private static final double ROUNDING = 1e-6;
  private static final int THREADS = 4;

  /** More than the engine runs at once. */
  private static final int LARGE_BATCH = 70;

  @AutoClose private final Model mlp = Model.load(References.model("mlp"));
  @AutoClose private final Model resnet = Model.load(References.model("resnet"));

  static Stream<AttributionMethod> methods() {
    return Stream.of(
        Gradient.of(),
        InputXGradient.of(),
        GuidedBackprop.of(),
        RectifiedGradient.percentile(80),
        RectifiedGradient.threshold(0).withMultiplicationByInput());
  }

  @Test
  void aSingleSampleHasNoBatchDimension() {
    Attribution map =
        Saliency.of(resnet).method(Gradient.of()).compute(Inputs.uniform(1, 32, 32, 3));

    assertThat(map.shape()).isEqualTo(Shape.of(32, 32, 3));
    assertThat(map.isBatch()).isFalse();
  }

  @Test
  void aBatchOfOneKeepsItsBatchDimension() {
    Attribution map =
        Saliency.of(resnet).method(Gradient.of()).compute(Inputs.uniform(1, 1, 32, 32, 3));

    assertThat(map.shape()).isEqualTo(Shape.of(1, 32, 32, 3));
    assertThat(map.isBatch()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aSampleDoesNotDependOnItsNeighbours(AttributionMethod method) {
    Saliency saliency = Saliency.of(resnet).method(method).target(Target.classIndex(6));
    FloatNdArray batch = Inputs.uniform(2, 4, 32, 32, 3);

    Attribution alone = saliency.compute(sample(batch, 2));

    Attribution together = saliency.compute(batch).sample(2);
    assertThat(Maps.of(alone.values(), together.values()).largestError())
        .isLessThanOrEqualTo(ROUNDING);
    assertThat(alone.score()).isCloseTo(together.score(), within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aLargeBatchIsItsSamplesOneByOne(AttributionMethod method) {
    Saliency saliency = Saliency.of(mlp).method(method);
    FloatNdArray batch = Inputs.normal(3, LARGE_BATCH, 12);

    Attribution together = saliency.compute(batch);

    for (int i = 0; i < LARGE_BATCH; i++) {
      Attribution alone = saliency.compute(sample(batch, i));
      assertThat(together.sample(i).target()).isEqualTo(alone.target());
      assertThat(together.sample(i).score()).isCloseTo(alone.score(), within(ROUNDING));
      assertClose(together.sample(i).toArray(), alone.toArray());
    }
  }

  @Test
  void topIsTheClassWithTheLargestScore() {
    FloatNdArray batch = Inputs.normal(4, LARGE_BATCH, 12);
    Saliency saliency = Saliency.of(mlp).method(Gradient.of());

    Attribution top = saliency.target(Target.top()).compute(batch);

    FloatNdArray scores = mlp.predict(batch);
    for (int i = 0; i < LARGE_BATCH; i++) {
      assertThat(top.targets().get(i)).isEqualTo(indexOfLargest(scores, i));
    }
    assertThat(top.toArray())
        .isEqualTo(
            saliency.target(Target.classIndices(top.targets().toArray())).compute(batch).toArray());
  }

  @Test
  void everySampleMayHaveItsOwnTarget() {
    FloatNdArray batch = Inputs.normal(5, 3, 12);
    Saliency saliency = Saliency.of(mlp).method(Gradient.of());

    Attribution map =
        saliency
            .target(
                Target.perSample(List.of(Target.classIndex(4), Target.top(), Target.classIndex(0))))
            .compute(batch);

    assertThat(map.targets().get(0)).isEqualTo(4);
    assertThat(map.targets().get(1)).isEqualTo(indexOfLargest(mlp.predict(batch), 1));
    assertThat(map.targets().get(2)).isZero();
    assertClose(
        map.sample(2).toArray(),
        saliency.target(Target.classIndex(0)).compute(batch).sample(2).toArray());
  }

  @Test
  void theScoreIsTheOutputThatIsExplained() {
    FloatNdArray batch = Inputs.normal(6, 3, 12);

    Attribution map =
        Saliency.of(mlp).method(Gradient.of()).target(Target.classIndices(3, 1, 2)).compute(batch);

    FloatNdArray scores = mlp.predict(batch);
    assertThat(map.scores().get(0)).isCloseTo(scores.getFloat(0, 3), within(ROUNDING));
    assertThat(map.scores().get(1)).isCloseTo(scores.getFloat(1, 1), within(ROUNDING));
    assertThat(map.scores().get(2)).isCloseTo(scores.getFloat(2, 2), within(ROUNDING));
  }

  @Test
  void theInputIsLeftAsItWas() {
    FloatNdArray batch = Inputs.normal(7, 2, 12);
    float[] before = Maps.array(batch);

    var unused = Saliency.of(mlp).method(InputXGradient.of()).compute(batch);

    assertThat(Maps.array(batch)).isEqualTo(before);
  }

  @Test
  void theMapOutlivesItsModel() {
    Attribution map;
    try (Model model = Model.load(References.model("mlp"))) {
      map = Saliency.of(model).method(Gradient.of()).compute(Inputs.normal(8, 12));
    }

    assertThat(Maps.array(map.values())).isEqualTo(map.toArray()).contains(map.toArray()[0]);
  }

  @Test
  @Timeout(60)
  void manyThreadsGetTheMapsOfOne() throws ExecutionException, InterruptedException {
    List<AttributionMethod> methods = methods().toList();
    FloatNdArray input = Inputs.uniform(9, 2, 32, 32, 3);
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    // A model of its own, so that the threads also race to build the gradient graphs.
    try (Model model = Model.load(References.model("resnet"))) {
      List<Future<Attribution>> maps = new ArrayList<>();
      for (int i = 0; i < 10 * methods.size(); i++) {
        Saliency saliency = Saliency.of(model).method(methods.get(i % methods.size()));
        maps.add(executor.submit(() -> saliency.compute(input)));
      }

      for (int i = 0; i < maps.size(); i++) {
        Attribution expected =
            Saliency.of(resnet).method(methods.get(i % methods.size())).compute(input);
        assertClose(maps.get(i).get().toArray(), expected.toArray());
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  @Timeout(60)
  void closingWaitsForOtherThreadsAndThenRefusesThem()
      throws ExecutionException, InterruptedException {
    FloatNdArray input = Inputs.uniform(10, 8, 32, 32, 3);
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      for (int round = 0; round < 5; round++) {
        Model model = Model.load(References.model("resnet"));
        Saliency saliency = Saliency.of(model).method(Gradient.of());
        float[] expected = saliency.compute(input).toArray();
        List<Future<Integer>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          workers.add(executor.submit(() -> countMapsUntilClosed(saliency, input, expected)));
        }
        TimeUnit.MILLISECONDS.sleep(50);

        model.close();

        for (Future<Integer> worker : workers) {
          assertThat(worker.get()).isNotNegative();
        }
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @SuppressWarnings("InfiniteLoopStatement") // closing the model ends it
  private static int countMapsUntilClosed(Saliency saliency, FloatNdArray input, float[] expected) {
    int count = 0;
    try {
      while (true) {
        assertClose(saliency.compute(input).toArray(), expected);
        count++;
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("is closed");
      return count;
    }
  }

  @Test
  void modelsOfOneFolderAreClosedOneByOne() {
    FloatNdArray input = Inputs.normal(11, 2, 12);
    float[] expected = Maps.array(mlp.predict(input));
    Model first = Model.load(References.model("mlp"));
    try (Model second = Model.load(References.model("mlp"))) {
      assertThat(Maps.array(first.predict(input))).isEqualTo(expected);

      first.close();

      assertThat(Maps.array(second.predict(input))).isEqualTo(expected);
    }
  }

  private static FloatNdArray sample(FloatNdArray batch, int index) {
    return batch.slice(Indices.at(index));
  }

  private static long indexOfLargest(FloatNdArray scores, int sample) {
    int largest = 0;
    for (int i = 1; i < scores.shape().get(1); i++) {
      if (scores.getFloat(sample, i) > scores.getFloat(sample, largest)) {
        largest = i;
      }
    }
    return largest;
  }

  private static void assertClose(float[] actual, float[] expected) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs((double) actual[i] - expected[i]));
    }
    assertThat(error).isLessThanOrEqualTo(ROUNDING * largest);
  }
}
