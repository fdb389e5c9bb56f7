package io.github.tfsaliency.soak;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What this process holds, as Linux counts it.
 *
 * @param residentMebibytes {@code VmRSS} of {@code /proc/self/status}
 * @param heapMebibytes what of it Java's heap has taken, which grows to its bound in any case
 * @param files entries of {@code /proc/self/fd}
 * @param threads {@code Threads} of {@code /proc/self/status}: Java's and TensorFlow's
 * @param nodes of each model's graph
 */
record ProcessUse(
    long residentMebibytes,
    long heapMebibytes,
    long files,
    long threads,
    ImmutableList<Long> nodes) {
  private static final int PIECE = 1 << 24;
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
          Runtime.getRuntime().totalMemory() >> 20,
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

  /**
   * Takes the whole heap once, so that its pages are resident from the start and later growth is
   * not Java's.
   */
  static void touchHeap() {
    List<byte[]> pieces = new ArrayList<>();
    Runtime runtime = Runtime.getRuntime();
    long pieceCount = runtime.maxMemory() / 10 * 8 / PIECE;
    while (pieces.size() < pieceCount) {
      pieces.add(new byte[PIECE]);
    }
  }

  /** What TensorFlow and Java take beside the heap. */
  long nativeMebibytes() {
    return residentMebibytes - heapMebibytes;
  }

  static ProcessUse median(List<ProcessUse> uses) {
    return new ProcessUse(
        median(uses, ProcessUse::residentMebibytes),
        median(uses, ProcessUse::heapMebibytes),
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
        + " MiB (heap "
        + heapMebibytes
        + "), "
        + files
        + " files, "
        + threads
        + " threads, nodes "
        + nodes;
  }
}
