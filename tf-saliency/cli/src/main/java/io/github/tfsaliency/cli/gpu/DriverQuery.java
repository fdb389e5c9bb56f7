package io.github.tfsaliency.cli.gpu;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The driver's description of the GPUs, from its own command. */
final class DriverQuery {
  private static final ImmutableList<String> COMMAND =
      ImmutableList.of(
          "nvidia-smi",
          "--query-gpu=name,driver_version,compute_cap,memory.total,memory.used",
          "--format=csv,noheader");
  private static final long SECONDS = 10;
  private static final int MOST_BYTES = 1 << 16;

  private DriverQuery() {}

  /** A line for each GPU; none where there is no such command, or it fails. */
  static ImmutableList<String> lines() {
    return lines(COMMAND);
  }

  static ImmutableList<String> lines(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try {
        // A GPU's line is short, so that the pipe holds all of them.
        boolean hasEnded = process.waitFor(SECONDS, TimeUnit.SECONDS);
        return hasEnded && process.exitValue() == 0
            ? new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(toImmutableList())
            : ImmutableList.of();
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      return ImmutableList.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ImmutableList.of();
    }
  }
}
