package io.github.tfsaliency.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.method.Gradient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * Thousands of damaged and hostile SavedModels: each loads and gives a map, or is refused with a
 * {@link SaliencyException}; none stops or stalls the process.
 *
 * <p>A case is made of a seed and a number. {@code -Dfuzz.seed=7 -Dfuzz.first=123 -Dfuzz.cases=1}
 * repeats one; {@code -Dfuzz.cases=1000000} runs longer. If the process itself dies, {@code
 * target/import-fuzz} says which cases were running.
 */
class ImportFuzzForkTest {
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final long FIRST = Long.getLong("fuzz.first", 0);
  private static final long CASES = Long.getLong("fuzz.cases", 20_000);
  private static final int WORKERS = Integer.getInteger("fuzz.workers", 2);
  private static final long MOST_SECONDS = 5;

  /** What caches, thread pools and the garbage collector may still take once all is warm. */
  private static final long MOST_GROWTH_IN_MIB = 300;

  private static final Path TRACE_OF_EXECUTION = Path.of("/tmp/tf-saliency-was-here");
  private static final Path STATUS = Path.of("/proc/self/status");

  @TempDir Path folder;

  private final ImmutableList<FuzzSeed> seeds = FuzzSeed.all();
  private final AtomicLong next = new AtomicLong(FIRST);
  private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Long> slow = new ConcurrentLinkedQueue<>();
  private volatile long warm;

  @Test
  void everyDamagedModelIsLoadedOrRefused() throws Exception {
    List<String> before = namesIn(Path.of(""));
    long start = System.nanoTime();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    ImmutableList.Builder<Future<?>> running = ImmutableList.builder();
    for (int worker = 0; worker < WORKERS; worker++) {
      int number = worker;
      running.add(workers.submit(() -> work(number)));
    }
    for (Future<?> worker : running.build()) {
      worker.get();
    }
    workers.shutdown();
    for (long number : slow) {
      repeatAlone(number);
    }
    long growth = residentMebibytes() - warm;
    System.out.printf(
        "fuzz: seed %s, %s cases in %s s, growth %s MiB after warm-up: %s%n",
        SEED, CASES, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), growth, outcomes);

    assertThat(failures).isEmpty();
    assertThat(growth).isLessThan(MOST_GROWTH_IN_MIB);
    assertThat(TRACE_OF_EXECUTION).doesNotExist();
    assertThat(namesIn(Path.of(""))).isEqualTo(before);
  }

  private void work(int worker) {
    ExecutorService thread = newThread();
    try {
      Path log = Files.createDirectories(Path.of("target/import-fuzz"));
      Path models = folder.resolve("worker_" + worker);
      for (long n = next.getAndIncrement(); n < FIRST + CASES; n = next.getAndIncrement()) {
        long number = n;
        Files.writeString(
            log.resolve("running_" + worker), "-Dfuzz.seed=" + SEED + " -Dfuzz.first=" + n);
        FuzzCase damaged = FuzzCase.of(SEED, n, seeds);
        Path current = models.resolve(damaged.seed().name());
        damaged.writeTo(current);
        List<String> before = namesIn(current);
        Future<String> outcome = thread.submit(() -> outcome(damaged, current));
        try {
          count(outcome.get(MOST_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
          // It may never end, or the machine is busy: leave it its thread and folder, ask later.
          slow.add(number);
          thread = newThread();
          models = folder.resolve("worker_" + worker + "_after_" + n);
          continue;
        } catch (ExecutionException e) {
          fail(number, damaged, "throws", e.getCause() == null ? e : e.getCause());
        }
        if (!namesIn(current).equals(before)) {
          fail(number, damaged, "changes files", new IOException(namesIn(current).toString()));
        }
        damaged.repair(current);
        if (n == FIRST + CASES / 4) {
          warm = residentMebibytes();
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.shutdown();
    }
  }

  /** What was slow beside others must be fast by itself. */
  private void repeatAlone(long number) throws IOException, InterruptedException {
    FuzzCase damaged = FuzzCase.of(SEED, number, seeds);
    Path model = folder.resolve("alone_" + number);
    damaged.writeTo(model);
    try {
      count(newThread().submit(() -> outcome(damaged, model)).get(MOST_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      fail(number, damaged, "runs longer than " + MOST_SECONDS + " s", e);
    } catch (ExecutionException e) {
      fail(number, damaged, "throws", e.getCause() == null ? e : e.getCause());
    }
  }

  private static ExecutorService newThread() {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, "fuzz");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void count(String outcome) {
    outcomes.computeIfAbsent(outcome, key -> new AtomicLong()).incrementAndGet();
  }

  private void fail(long number, FuzzCase damaged, String what, Throwable cause) {
    count("FAILED");
    StackTraceElement[] trace = cause.getStackTrace();
    String where = Stream.of(trace).limit(12).map(e -> "\n    " + e).reduce("", String::concat);
    String message = cause.getMessage() == null ? "" : cause.getMessage();
    String failure =
        String.format(
            "-Dfuzz.seed=%s -Dfuzz.first=%s -Dfuzz.cases=1 (%s) %s: %s: %s%s",
            SEED,
            number,
            damaged.seed().name(),
            what,
            cause.getClass().getName(),
            message.substring(0, Math.min(300, message.length())),
            where);
    System.out.println(failure);
    failures.add(failure);
  }

  private static String outcome(FuzzCase damaged, Path folder) {
    Model model;
    try {
      model = damaged.seed().loader(folder).load();
    } catch (SaliencyException e) {
      if (String.valueOf(e.getMessage()).contains("cannot be read as a SavedModel")) {
        return "not parsed";
      }
      boolean late =
          e.getCause() != null
              && e.getCause().getClass().getPackage() == TensorFlowException.class.getPackage();
      return late ? "refused by TensorFlow" : "refused";
    }
    try (model) {
      ImmutableMap.Builder<String, FloatNdArray> inputs = ImmutableMap.builder();
      for (String name : model.inputNames()) {
        Shape shape = model.inputShape(name);
        if (shape.isUnknown() || shape.numDimensions() > 6) {
          return "loaded, input of any shape";
        }
        long[] sizes = LongStream.of(shape.asArray()).map(size -> size < 0 ? 2 : size).toArray();
        if (LongStream.of(sizes).asDoubleStream().reduce(1, (a, b) -> a * b) > 100_000) {
          return "loaded, input too large";
        }
        FloatNdArray input = NdArrays.ofFloats(Shape.of(sizes));
        input.scalars().forEachIndexed((index, value) -> value.setFloat(value(index)));
        inputs.put(name, input);
      }
      var unused = Saliency.of(model).method(Gradient.of()).compute(inputs.buildOrThrow());
      return "explained";
    } catch (SaliencyException e) {
      return "loaded, no map";
    } catch (IllegalArgumentException e) {
      if (!e.getStackTrace()[0].getClassName().endsWith(".InputBatch")) {
        throw e;
      }
      return "loaded, input refused";
    }
  }

  /** Whole numbers, which bytes can be fed too. */
  private static float value(long[] index) {
    return index.length == 0 ? 1 : index[0] % 2;
  }

  private static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  /** What the process holds in memory, native allocations included; 0 where Linux is not. */
  private static long residentMebibytes() throws IOException {
    System.gc();
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / 1024;
    }
  }
}
