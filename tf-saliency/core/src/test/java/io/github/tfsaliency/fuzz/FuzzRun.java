package io.github.tfsaliency.fuzz;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets processes work through cases, watches them, and goes on behind a case that ended one.
 *
 * @param kind which cases
 * @param seed makes them
 * @param first the number of the first
 * @param cases how many
 * @param mostCpu what one may take of the processor
 */
record FuzzRun(FuzzKind kind, long seed, long first, long cases, Duration mostCpu) {
  private static final int WORKERS = Integer.getInteger("fuzz.workers", 2);

  /** Two lines of a fatal error, and what led to them. */
  private static final int MOST_LETTERS_OF_A_LOG = 600;

  /**
   * What became of the cases.
   *
   * @param outcomes how often which
   * @param failures each with the properties that repeat it
   * @param growthInMebibytes of the process that grew most, once warm
   */
  record Result(
      ImmutableSortedMap<String, Long> outcomes,
      ImmutableList<String> failures,
      long growthInMebibytes) {}

  /** Runs the cases in a folder for what they leave behind. */
  Result in(Path folder) throws InterruptedException, IOException {
    Tally tally = new Tally();
    int workers = (int) Math.min(WORKERS, cases);
    ExecutorService lanes = Executors.newFixedThreadPool(workers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        long start = first + worker;
        Path house = Files.createDirectories(folder.resolve("worker_" + worker));
        running.add(
            lanes.submit(
                () -> {
                  lane(house, start, workers, tally);
                  return null;
                }));
      }
      for (Future<?> lane : running) {
        lane.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      lanes.shutdownNow();
    }
    return tally.result();
  }

  private void lane(Path house, long start, int step, Tally tally)
      throws IOException, InterruptedException {
    for (long next = start; next < first + cases; ) {
      next = work(house, next, step, tally) + step;
    }
  }

  /** Counts from several threads. */
  private static final class Tally {
    private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong growth = new AtomicLong();

    void count(String outcome) {
      outcomes.computeIfAbsent(outcome, key -> new AtomicLong()).incrementAndGet();
    }

    void fail(String repeat, String what) {
      count("FAILED");
      String failure = repeat + " " + what.replace("\\n", "\n");
      System.out.println(failure);
      failures.add(failure);
    }

    void grew(long mebibytes) {
      growth.accumulateAndGet(mebibytes, Math::max);
    }

    Result result() {
      ImmutableSortedMap.Builder<String, Long> counts = ImmutableSortedMap.naturalOrder();
      outcomes.forEach((outcome, count) -> counts.put(outcome, count.get()));
      return new Result(counts.buildOrThrow(), ImmutableList.copyOf(failures), growth.get());
    }
  }

  /** Starts a process and returns the last case that it worked on. */
  private long work(Path house, long start, int step, Tally tally)
      throws IOException, InterruptedException {
    Path log = house.resolveSibling(house.getFileName() + ".log");
    Process process = start(house, log, start, step);
    long current = start;
    String about = "";
    boolean open = false;
    try (ProcessWatch watch = new ProcessWatch(process.toHandle(), mostCpu);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String said = line.startsWith(FuzzWorker.SAYS) ? line.substring(5) : "";
        if (said.startsWith(FuzzWorker.CASE)) {
          List<String> numberAndName = Splitter.on(' ').limit(3).splitToList(said);
          current = Long.parseLong(numberAndName.get(1));
          about = numberAndName.get(2);
          open = true;
          watch.begin();
        } else if (said.startsWith(FuzzWorker.DONE)) {
          open = false;
          watch.end();
          tally.count(said.substring(FuzzWorker.DONE.length()));
        } else if (said.startsWith(FuzzWorker.FAILED)) {
          open = false;
          watch.end();
          tally.fail(repeat(current, about), said.substring(FuzzWorker.FAILED.length()));
        } else if (said.startsWith(FuzzWorker.GREW)) {
          tally.grew(Long.parseLong(said.substring(FuzzWorker.GREW.length())));
        } else {
          tally.fail(repeat(current, about), "prints: " + line);
        }
      }
      int status = process.waitFor();
      if (open) {
        String how = watch.verdict().orElse("ends the process with exit status " + status);
        tally.fail(repeat(current, about), how + ": " + end(log));
        // What it left is not the next case's fault.
        MoreFiles.deleteDirectoryContents(house, RecursiveDeleteOption.ALLOW_INSECURE);
      } else if (status != 0) {
        throw new IllegalStateException("The worker ended between cases: " + end(log));
      }
      return open ? current : first + cases;
    } finally {
      process.destroyForcibly();
    }
  }

  private String repeat(long number, String about) {
    return String.format(
        "-Dfuzz.kind=%s -Dfuzz.seed=%s -Dfuzz.first=%s -Dfuzz.cases=1 (%s)",
        kind, seed, number, about);
  }

  private Process start(Path house, Path log, long start, int step) throws IOException {
    Path temporary = Files.createDirectories(house.resolve("tmp"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-ea",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + house.resolveSibling("hs_err_%p.log"),
            "-Djava.io.tmpdir=" + temporary,
            "-Dfuzz.reasons=" + Boolean.getBoolean("fuzz.reasons"),
            "-Dfuzz.models=" + FuzzSeed.MODELS,
            "-D" + HostileOp.ONLY + "=" + System.getProperty(HostileOp.ONLY, ""),
            "-cp",
            System.getProperty("java.class.path"),
            FuzzWorker.class.getName(),
            kind.toString(),
            String.valueOf(seed),
            String.valueOf(start),
            String.valueOf(first + cases),
            String.valueOf(step));
    builder.environment().put("TMPDIR", temporary.toString());
    return builder.directory(house.toFile()).redirectError(log.toFile()).start();
  }

  /** The last that TensorFlow or the virtual machine said. */
  private static String end(Path log) throws IOException {
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
    return text.substring(Math.max(0, text.length() - MOST_LETTERS_OF_A_LOG));
  }
}
