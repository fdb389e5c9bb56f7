package io.github.tfsaliency.benchmark;

import com.google.common.math.Quantiles;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Measures one cell in a process of its own, as the scripts in {@code peers} measure theirs: a map
 * right behind a forward pass, several times, and the largest memory that the process has taken.
 * Prints one line of JSON.
 */
public final class OneCell {
  private static final double NANOS = 1e9;
  private static final double KIB_A_MIB = 1024;

  private OneCell() {}

  /**
   * What a process found out.
   *
   * @param network the model
   * @param batch how many samples at once
   * @param method as the command line writes it
   * @param forwardSeconds the median time of the model's own forward pass
   * @param seconds the median time of a map
   * @param passes the median of the quotients
   * @param lowest the smallest quotient
   * @param highest the largest
   * @param forwardMebibytes the largest memory of the process after forward passes alone
   * @param mebibytes the same after maps
   */
  record Figures(
      String network,
      int batch,
      String method,
      double forwardSeconds,
      double seconds,
      double passes,
      double lowest,
      double highest,
      double forwardMebibytes,
      double mebibytes) {
    static Figures fromJson(String json) {
      return new Gson().fromJson(json, Figures.class);
    }
  }

  /**
   * Measures.
   *
   * @param arguments the cell, and how many rounds
   * @throws IOException if the memory of the process cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    System.out.println(new Gson().toJson(measure(arguments[0], Integer.parseInt(arguments[1]))));
  }

  static Figures measure(String text, int rounds) throws IOException {
    Cell cell = Cell.parse(text);
    MethodBenchmark benchmark = new MethodBenchmark();
    benchmark.cell = text;
    Blackhole hole =
        new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is"
                + " dangerous.");
    MethodBenchmark.Times times = new MethodBenchmark.Times();
    double[] forward = new double[rounds];
    double[] map = new double[rounds];
    double[] quotients = new double[rounds];
    benchmark.load();
    try {
      benchmark.forward(hole);
      benchmark.forward(hole);
      double forwardMemory = memory();
      benchmark.map(times, hole);
      for (int i = 0; i < rounds; i++) {
        times.reset();
        benchmark.map(times, hole);
        forward[i] = times.forwardNanos / NANOS;
        map[i] = times.mapNanos / NANOS;
        quotients[i] = map[i] / forward[i];
      }
      return new Figures(
          cell.model(),
          cell.batch(),
          cell.method(),
          Quantiles.median().compute(forward),
          Quantiles.median().compute(map),
          Quantiles.median().compute(quotients),
          Quantiles.percentiles().index(0).compute(quotients),
          Quantiles.percentiles().index(100).compute(quotients),
          forwardMemory,
          memory());
    } finally {
      benchmark.close();
    }
  }

  /** The largest that the process has taken so far, in MiB. */
  private static double memory() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
    return lines.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_A_MIB)
        .findFirst()
        .orElse(Double.NaN);
  }
}
