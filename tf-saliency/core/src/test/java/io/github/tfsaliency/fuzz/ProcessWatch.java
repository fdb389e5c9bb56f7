package io.github.tfsaliency.fuzz;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a process whose case takes too much. Time is that of the processor, which a busy machine
 * does not change; only a process that hardly computes at all for a long time is one that waits for
 * ever.
 */
final class ProcessWatch implements AutoCloseable {
  /** More than a few kernels hold at once, far less than a machine has. */
  private static final long MOST_MEBIBYTES = 8192;

  /** Looks without a second of computing, a minute's; counted, as this process may be stopped. */
  private static final int MOST_IDLE_LOOKS = 600;

  private static final Duration IDLE_CPU = Duration.ofSeconds(1);
  private static final long PAUSE_MILLISECONDS = 100;

  private final ProcessHandle process;
  private final Duration mostCpu;
  private final Thread thread;
  private @Nullable Duration cpuAtStart;
  private Duration cpuAtCheck = Duration.ZERO;
  private int idleLooks;
  private @Nullable String verdict;

  /**
   * Starts to look.
   *
   * @param mostCpu what a case may take, all threads together
   */
  ProcessWatch(ProcessHandle process, Duration mostCpu) {
    this.process = process;
    this.mostCpu = mostCpu;
    thread = new Thread(this::watch, "fuzz watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** A case begins. */
  synchronized void begin() {
    cpuAtStart = ProcessUse.cpu(process);
    cpuAtCheck = cpuAtStart;
    idleLooks = 0;
  }

  /** The case is over. */
  synchronized void end() {
    cpuAtStart = null;
  }

  /** Why the process was ended; nothing if it ended by itself. */
  synchronized Optional<String> verdict() {
    return Optional.ofNullable(verdict);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    try {
      while (process.isAlive()) {
        check();
        Thread.sleep(PAUSE_MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void check() {
    if (cpuAtStart == null) {
      return;
    }
    Duration cpu = ProcessUse.cpu(process);
    if (cpu.minus(cpuAtStart).compareTo(mostCpu) > 0) {
      kill("runs longer than " + mostCpu.toSeconds() + " s of processor time");
    } else if (ProcessUse.residentMebibytes(process) > MOST_MEBIBYTES) {
      kill("takes more than " + MOST_MEBIBYTES + " MiB");
    } else if (cpu.minus(cpuAtCheck).compareTo(IDLE_CPU) > 0) {
      cpuAtCheck = cpu;
      idleLooks = 0;
    } else if (++idleLooks > MOST_IDLE_LOOKS) {
      kill("waits for ever");
    }
  }

  private void kill(String why) {
    // What the processor counted before the process was gone is not looked at again.
    if (verdict == null) {
      verdict = why;
      process.destroyForcibly();
    }
  }
}
