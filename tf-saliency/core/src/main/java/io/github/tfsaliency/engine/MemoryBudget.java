package io.github.tfsaliency.engine;

import java.lang.management.ManagementFactory;

/** How much memory a computation may take where nobody says so. */
final class MemoryBudget {
  private static final int SHARE = 8;
  private static final long LEAST = 1L << 28;

  /** More makes chunks larger, and nothing faster. */
  private static final long MOST = 1L << 29;

  private MemoryBudget() {}

  /** An eighth of what the machine, or the container, has, within bounds. */
  static long ofMachine() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? Math.max(LEAST, Math.min(MOST, machine.getTotalMemorySize() / SHARE))
        : LEAST;
  }
}
