package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelHolder;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.SessionOptions;
import io.github.tfsaliency.SharedModel;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;

/** A model that is closed or replaced while it is used lets those end that use it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HotSwapTest {
  private static final Path FOLDER = References.model("mlp");
  private static final int SWAPS = 9;
  private static final int REQUESTS = 144;

  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  private static FloatNdArray input(Model model) {
    return Inputs.uniform(3, model.inputShape().tail().asArray());
  }

  private static Saliency smooth(Model model) {
    // A sample at a time: many runs of TensorFlow, between which the model is closed.
    return Saliency.of(model).method(SmoothGrad.of(Gradient.of()).withSamples(6)).memory(1);
  }

  /** Waits where a computation has come half way. */
  private static final class HalfWay {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    void pause(long done, long total) {
      if (done > 0 && done < total) {
        reached.countDown();
        await(goOn);
      }
    }

    static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aComputationThatRunsEndsAlthoughItsModelIsClosed() throws Exception {
    Model model = Model.load(FOLDER);
    FloatNdArray input = input(model);
    Attribution expected = smooth(model).compute(input);
    HalfWay halfWay = new HalfWay();

    Future<Attribution> running =
        threads.submit(() -> smooth(model).progress(halfWay::pause).compute(input));
    HalfWay.await(halfWay.reached);
    model.close();

    assertThat(running.isDone()).isFalse();
    assertThatThrownBy(() -> model.predict(input))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The model '%s' is closed.\nMaybe compute inside the try block that loads it.", FOLDER);
    assertThatThrownBy(() -> smooth(model).compute(input))
        .isInstanceOf(IllegalStateException.class);
    halfWay.goOn.countDown();
    assertThat(running.get()).isEqualTo(expected);
    assertThatThrownBy(() -> model.predict(input)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noRequestFailsWhileModelsAreSwapped() throws Exception {
    Model first = Model.load(FOLDER);
    FloatNdArray input = input(first);
    Attribution expected = smooth(first).compute(input);
    List<Model> models = new ArrayList<>(List.of(first));
    List<Future<Attribution>> requests = new ArrayList<>();

    try (ModelHolder holder = ModelHolder.of(first)) {
      for (int i = 0; i < REQUESTS; i++) {
        requests.add(threads.submit(() -> holder.use(model -> smooth(model).compute(input))));
        if (i % (REQUESTS / SWAPS) == 0) {
          Model next = Model.load(FOLDER);
          models.add(next);
          holder.swap(next);
        }
      }
      for (Future<Attribution> request : requests) {
        assertThat(request.get()).isEqualTo(expected);
      }
    }

    assertThat(models).hasSize(SWAPS + 1);
    for (Model model : models) {
      assertThatThrownBy(() -> model.predict(input)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void theOldModelStaysOpenForWhoeverUsesIt() throws Exception {
    Model old = Model.load(FOLDER);
    FloatNdArray input = input(old);
    HalfWay halfWay = new HalfWay();
    try (ModelHolder holder = ModelHolder.of(old)) {
      Future<?> running =
          threads.submit(
              () ->
                  holder.use(
                      model -> {
                        halfWay.pause(1, 2);
                        // A call that begins after the swap.
                        return model.predict(input);
                      }));
      HalfWay.await(halfWay.reached);
      holder.swap(Model.load(FOLDER));

      assertThat(holder.<Boolean>use(model -> model == old)).isFalse();
      halfWay.goOn.countDown();
      assertThat(running.get()).isNotNull();
      assertThatThrownBy(() -> old.predict(input)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aClosedHolderTakesNoUsesAndNoModels() {
    ModelHolder holder = ModelHolder.of(Model.load(FOLDER));
    holder.close();
    holder.close();

    try (Model next = Model.load(FOLDER)) {
      assertThatThrownBy(() -> holder.use(Model::labels))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("The holder of the model '" + FOLDER + "' is closed.");
      assertThatThrownBy(() -> holder.swap(next)).isInstanceOf(IllegalStateException.class);
      assertThat(next.predict(input(next))).isNotNull();
    }
  }

  @Test
  void theHeldModelIsNotSwappedForItself() {
    Model model = Model.load(FOLDER);
    try (ModelHolder holder = ModelHolder.of(model)) {
      assertThatThrownBy(() -> holder.swap(model))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The model '%s' is already held.", FOLDER);
      assertThat(model.predict(input(model))).isNotNull();
    }
  }

  @Test
  void aSharedModelIsLoadedOnceAndClosedByTheLast() {
    SharedModel one = SharedModel.of(Model.from(FOLDER));
    SharedModel other = SharedModel.of(Model.from(FOLDER.toAbsolutePath()));
    Model model = one.model();

    assertThat(other.model()).isSameAs(model);
    one.close();
    one.close();
    assertThat(model.predict(input(model))).isNotNull();
    other.close();
    assertThatThrownBy(() -> model.predict(input(model))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(one::model)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("The handle of the shared model '");
  }

  @Test
  void aModelThatNobodyHoldsIsLoadedAnew() {
    Model first;
    try (SharedModel shared = SharedModel.of(Model.from(FOLDER))) {
      first = shared.model();
    }

    try (SharedModel again = SharedModel.of(Model.from(FOLDER))) {
      assertThat(again.model()).isNotSameAs(first);
      assertThat(again.model().predict(input(first))).isNotNull();
    }
  }

  @Test
  void anotherChoiceIsAnotherModel() {
    try (SharedModel one = SharedModel.of(Model.from(FOLDER));
        SharedModel other =
            SharedModel.of(Model.from(FOLDER).session(SessionOptions.of().withInterOpThreads(2)))) {
      assertThat(other.model()).isNotSameAs(one.model());
    }
  }

  @Test
  void whatCannotBeLoadedIsNotKept(@TempDir Path empty) {
    assertThatThrownBy(() -> SharedModel.of(Model.from(empty)))
        .isInstanceOf(SaliencyException.class);
    assertThatThrownBy(() -> SharedModel.of(Model.from(empty)))
        .isInstanceOf(SaliencyException.class);
  }

  @Test
  void threadsThatAskAtTheSameTimeShareOneModel() {
    CountDownLatch start = new CountDownLatch(1);
    List<CompletableFuture<SharedModel>> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      asked.add(
          CompletableFuture.supplyAsync(
              () -> {
                HalfWay.await(start);
                return SharedModel.of(Model.from(FOLDER));
              },
              threads));
    }
    start.countDown();

    List<SharedModel> handles = asked.stream().map(CompletableFuture::join).toList();

    assertThat(handles.stream().map(SharedModel::model).distinct()).hasSize(1);
    handles.forEach(SharedModel::close);
  }
}
