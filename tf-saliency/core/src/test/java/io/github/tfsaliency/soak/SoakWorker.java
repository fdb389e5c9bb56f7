package io.github.tfsaliency.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.soak.SoakForkTest.Outcome;
import io.github.tfsaliency.soak.SoakModel.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A thread of the soak, which others may interrupt while it computes. */
final class SoakWorker {
  private @Nullable Thread computing;

  /** Does nothing unless the worker computes. */
  synchronized void interrupt() {
    if (computing != null) {
      computing.interrupt();
    }
  }

  private synchronized void begin() {
    computing = Thread.currentThread();
  }

  /** Whether somebody interrupted; forgotten afterwards. */
  private synchronized boolean end() {
    computing = null;
    return Thread.interrupted();
  }

  Outcome compute(Question question) {
    return computeAfter(() -> {}, question);
  }

  /** Something happens once the call has its model, and before it asks it. */
  Outcome computeAfter(Runnable event, Question question) {
    begin();
    try {
      Saliency saliency = question.saliency();
      event.run();
      Attribution map = saliency.compute(question.input());
      assertThat(question.isAnsweredBy(map)).as("%s", question).isTrue();
      return Outcome.MAP;
    } catch (CancellationException e) {
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      return Outcome.INTERRUPTED;
    } catch (IllegalStateException e) {
      return closed(e);
    } finally {
      var unused = end();
    }
  }

  /** Gives up before the first chunk or after it. */
  Outcome cancelled(Question question) {
    boolean[] asked = {false};
    try {
      var unused =
          question
              .saliency()
              .cancelWhen(
                  () -> {
                    boolean before = asked[0];
                    asked[0] = true;
                    return before;
                  })
              .compute(question.input());
      return Outcome.MAP;
    } catch (CancellationException e) {
      return Outcome.CANCELLED;
    } catch (IllegalStateException e) {
      return closed(e);
    }
  }

  Outcome export(SoakModel model, Path folder) {
    try {
      Saliency.of(model.current()).method(SoakModel.EXPORTED).export(folder);
      return Outcome.EXPORTED;
    } catch (IllegalStateException e) {
      return closed(e);
    }
  }

  /** In the middle of a computation, when a chunk is done: one array larger than the heap. */
  Outcome outOfMemory(Question question) {
    while (true) {
      try {
        var map =
            question
                .saliency()
                .progress((done, total) -> fill(new ArrayList<>()))
                .compute(question.input());
        throw new AssertionError("The heap has no end: " + map);
      } catch (OutOfMemoryError e) {
        return Outcome.OUT_OF_MEMORY;
      } catch (IllegalStateException e) {
        // Somebody closed the model first: it is tried again on the next one.
        var unused = closed(e);
      }
    }
  }

  private static void fill(List<long[]> arrays) {
    long longs = Runtime.getRuntime().maxMemory() / Long.BYTES + 1;
    while (arrays.size() < 1_000) {
      arrays.add(new long[(int) Math.min(longs, Integer.MAX_VALUE - 8)]);
    }
  }

  private static Outcome closed(IllegalStateException e) {
    if (e instanceof CancellationException
        || !String.valueOf(e.getMessage()).contains(" is closed")) {
      throw e;
    }
    return Outcome.CLOSED;
  }
}
