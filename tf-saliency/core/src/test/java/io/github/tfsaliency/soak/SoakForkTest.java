package io.github.tfsaliency.soak;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.tfsaliency.soak.SoakModel.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server's day: sixteen threads explain three models by many methods, while models are closed and
 * loaded again, calls are cancelled and interrupted, explanations exported, and one call runs out
 * of memory. Every map is bit for bit the one that was computed alone, and nothing grows.
 *
 * <p>{@code -Dsoak.calls=20000} runs as long as docs/operating.md tells, {@code -Dsoak.seed=7}
 * draws other calls.
 */
class SoakForkTest {
  private static final long CALLS = Long.getLong("soak.calls", 400);
  private static final long SEED = Long.getLong("soak.seed", 1);
  private static final int THREADS = 16;
  private static final int MOST_USES = 400;

  /** Below, a quarter of the run is too short for its median to tell growth from warming up. */
  private static final long CALLS_THAT_SHOW_GROWTH = 5_000;

  @TempDir private Path folder;

  private final AtomicLong next = new AtomicLong();
  private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();
  private final List<SoakWorker> workers = new ArrayList<>();
  private final List<ProcessUse> uses = new ArrayList<>();
  private ImmutableList<SoakModel> models = ImmutableList.of();

  /** What a call may become; another exception fails the test. */
  enum Outcome {
    MAP,
    CLOSED,
    CANCELLED,
    INTERRUPTED,
    RELOADED,
    EXPORTED,
    OUT_OF_MEMORY
  }

  @BeforeEach
  void computeEachMapAlone() {
    models =
        ImmutableList.of(
            SoakModel.load("mlp", folder, 12),
            SoakModel.load("conv1d", folder, 64, 2),
            SoakModel.load("vgg", folder, 32, 32, 3));
  }

  @AfterEach
  void closeModels() {
    models.forEach(SoakModel::close);
  }

  @Test
  void mapsStayTheSameAndNothingGrows() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < THREADS; i++) {
      workers.add(new SoakWorker());
    }
    for (Future<?> worker :
        workers.stream()
            .map(worker -> pool.submit(() -> work(worker)))
            .collect(toImmutableList())) {
      worker.get();
    }
    pool.shutdown();
    uses.add(ProcessUse.now(models));
    System.out.printf(
        Locale.ROOT, "soak: seed %s, %s calls: %s%n%s%n", SEED, CALLS, outcomes, table());

    assertThat(outcomes).containsOnlyKeys(names());
    for (ProcessUse use : uses) {
      for (int i = 0; i < models.size(); i++) {
        assertThat(use.nodes().get(i)).isLessThanOrEqualTo(models.get(i).mostNodes());
      }
    }
    if (CALLS >= CALLS_THAT_SHOW_GROWTH) {
      ProcessUse second = median(1);
      ProcessUse last = median(3);
      assertThat(last.files()).isLessThanOrEqualTo(second.files() + 4);
      assertThat(last.threads()).isLessThanOrEqualTo(second.threads() + 4);
      assertThat(last.nativeMebibytes())
          .isLessThanOrEqualTo(second.nativeMebibytes() * 105 / 100 + 20);
    }
  }

  private static String[] names() {
    return Arrays.stream(Outcome.values()).map(Outcome::name).toArray(String[]::new);
  }

  private Void work(SoakWorker self) throws Exception {
    for (long number = next.getAndIncrement(); number < CALLS; number = next.getAndIncrement()) {
      SplittableRandom random = new SplittableRandom(SEED ^ (number << 20));
      SoakModel model = models.get(random.nextInt(models.size()));
      Outcome outcome = call(self, model, number, random);
      outcomes.computeIfAbsent(outcome.name(), name -> new AtomicLong()).incrementAndGet();
      if (number % Math.max(1, CALLS / MOST_USES) == 0) {
        note();
      }
    }
    return null;
  }

  private Outcome call(SoakWorker self, SoakModel model, long number, SplittableRandom random)
      throws Exception {
    Question question = model.question(random);
    if (number == CALLS / 2) {
      return self.outOfMemory(question);
    }
    int dice = random.nextInt(1_000);
    if (dice < 5) {
      model.reload();
      return Outcome.RELOADED;
    } else if (dice < 10) {
      return self.computeAfter(model::reload, question);
    } else if (dice < 15) {
      Path export = folder.resolve("export-" + number);
      Outcome outcome = self.export(model, export);
      if (Files.exists(export)) {
        MoreFiles.deleteRecursively(export, RecursiveDeleteOption.ALLOW_INSECURE);
      }
      return outcome;
    } else if (dice < 65) {
      return self.cancelled(question);
    } else if (dice < 75) {
      return self.computeAfter(Thread.currentThread()::interrupt, question);
    } else if (dice < 115) {
      // Whoever computes at this moment, or nobody.
      workers.get(random.nextInt(workers.size())).interrupt();
    }
    return self.compute(question);
  }

  private synchronized void note() throws Exception {
    uses.add(ProcessUse.now(models));
  }

  private ProcessUse median(int quarter) {
    return ProcessUse.median(
        uses.subList(quarter * uses.size() / 4, (quarter + 1) * uses.size() / 4));
  }

  private String table() {
    StringBuilder table = new StringBuilder();
    for (int quarter = 0; quarter < 4 && uses.size() >= 4; quarter++) {
      table.append(String.format(Locale.ROOT, "quarter %s: %s%n", quarter + 1, median(quarter)));
    }
    return table.toString();
  }
}
