package io.github.tfsaliency.soak;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.support.NativeHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What this process holds, as Linux counts it.
 *
 * @param residentMebibytes {@code VmRSS} of {@code /proc/self/status}
 * @param nativeMebibytes what the C library has handed out, to TensorFlow for the most part; the
 *     resident memory also has Java's heap, and what is free and kept for later
 * @param files entries of {@code /proc/self/fd}
 * @param threads {@code Threads} of {@code /proc/self/status}: Java's and TensorFlow's
 * @param nodes of each model's graph
 */
record ProcessUse(
    long residentMebibytes,
    long nativeMebibytes,
    long files,
    long threads,
    ImmutableList<Long> nodes) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path FILES = Path.of("/proc/self/fd");

  static ProcessUse now(List<SoakModel> models) throws IOException {
    ImmutableList<Long> nodes = models.stream().map(SoakModel::nodes).collect(toImmutableList());
    if (!Files.exists(STATUS)) {
      return new ProcessUse(0, 0, 0, 0, nodes);
    }
    try (Stream<Path> files = Files.list(FILES)) {
      return new ProcessUse(
          status("VmRSS:") / 1024,
          NativeHeap.mebibytesInUse(),
          files.count(),
          status("Threads:"),
          nodes);
    }
  }

  private static long status(String key) throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  static ProcessUse median(List<ProcessUse> uses) {
    return new ProcessUse(
        median(uses, ProcessUse::residentMebibytes),
        median(uses, ProcessUse::nativeMebibytes),
        median(uses, ProcessUse::files),
        median(uses, ProcessUse::threads),
        IntStream.range(0, uses.get(0).nodes().size())
            .mapToObj(i -> median(uses, use -> use.nodes().get(i)))
            .collect(toImmutableList()));
  }

  private static long median(List<ProcessUse> uses, ToLongFunction<ProcessUse> value) {
    long[] sorted = uses.stream().mapToLong(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  @Override
  public String toString() {
    return residentMebibytes
        + " MiB (malloc "
        + nativeMebibytes
        + "), "
        + files
        + " files, "
        + threads
        + " threads, nodes "
        + nodes;
  }
}
