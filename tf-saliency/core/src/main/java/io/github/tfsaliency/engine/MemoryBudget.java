package io.github.tfsaliency.engine;

import io.github.tfsaliency.inspect.Device;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;

/** How much memory a computation may take where nobody says so. */
final class MemoryBudget {
  private static final int SHARE = 8;
  private static final long LEAST = 1L << 28;

  /** More makes chunks larger, and nothing faster. */
  private static final long MOST = 1L << 29;

  private MemoryBudget() {}

  /**
   * An eighth of the smallest GPU's memory, or of the machine's where there is no GPU. A GPU gets
   * faster by larger chunks than a processor does, so nothing bounds it from above.
   */
  static long of(List<Device> devices) {
    OptionalLong gpu = devices.stream().filter(Device::isGpu).mapToLong(Device::memory).min();
    return gpu.isPresent() ? Math.max(LEAST, gpu.getAsLong() / SHARE) : ofMachine();
  }

  /** An eighth of what the machine, or the container, has, within bounds. */
  static long ofMachine() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? Math.max(LEAST, Math.min(MOST, machine.getTotalMemorySize() / SHARE))
        : LEAST;
  }
}
