package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

/** Maps that are computed on another thread. */
class AsyncTest {
  @AutoClose private static final Model VGG = Model.load(References.model("vgg"));
  private static final FloatNdArray INPUT = Inputs.uniform(3, 1, 32, 32, 3);
  private static final Saliency GRADIENT = Saliency.of(VGG).method(Gradient.of());

  @Test
  void mapIsTheOneThatComputeGives() throws Exception {
    assertThat(GRADIENT.computeAsync(INPUT).get()).isEqualTo(GRADIENT.compute(INPUT));
  }

  @Test
  void inputMayChangeAsSoonAsTheFutureIsThere() throws Exception {
    FloatNdArray input = Inputs.uniform(3, 1, 32, 32, 3);
    Queue<Runnable> later = new ArrayDeque<>();
    CompletableFuture<Attribution> map = GRADIENT.computeAsync(input, later::add);

    input.scalars().forEach(value -> value.setFloat(0));
    later.remove().run();

    assertThat(map.get()).isEqualTo(GRADIENT.compute(INPUT));
  }

  @Test
  void failureOfTheComputationCompletesTheFuture() {
    CompletableFuture<Attribution> map =
        GRADIENT.target(Target.classIndex(10_000)).computeAsync(INPUT);

    assertThatThrownBy(map::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10000");
  }

  @Test
  void inputThatDoesNotFitIsRefusedAtOnce() {
    assertThatThrownBy(() -> GRADIENT.computeAsync(Inputs.uniform(3, 1, 8, 8, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void cancelledComputationEndsBeforeItsNextChunk() {
    Queue<Runnable> later = new ArrayDeque<>();
    int[] chunks = {0};
    CompletableFuture<?>[] map = new CompletableFuture<?>[1];
    Saliency slow =
        Saliency.of(VGG)
            .method(SmoothGrad.of(Gradient.of()).withSamples(50))
            .memory(1)
            .progress(
                (done, total) -> {
                  chunks[0]++;
                  map[0].cancel(false);
                });
    map[0] = slow.computeAsync(INPUT, later::add);

    later.remove().run();

    assertThat(map[0]).isCancelled();
    assertThat(chunks[0]).isLessThan(3);
  }

  @Test
  void explanationSaysWhatItIsOf() {
    assertThat(GRADIENT.target(Target.classIndex(2)))
        .hasToString("Saliency of " + VGG + " by gradient, target 2");
    assertThat(Saliency.of(VGG))
        .hasToString("Saliency of " + VGG + ", without a method, target top");
  }
}
