package io.github.tfsaliency.cli;

import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.spec.MetricRow;
import io.github.tfsaliency.spec.MetricSpecs;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the possible values of --metric. */
@Command(
    name = "metrics",
    description = {
      "Lists the metrics with their questions, whether higher or lower values are better, and their"
          + " keys with the defaults.",
      "A baseline replaces removed pixels: mean (of the input, for each channel), a number, one for"
          + " each channel (0/0.5/1), or a .npy file. Noise and radius are fractions of the input's"
          + " range (max - min). SEED is the value of --seed."
    })
final class MetricsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-j", "--json"},
      description = "Prints one JSON array instead of a list.")
  private boolean json;

  /** A metric in JSON. */
  private record Entry(
      String name, String better, boolean needsMasks, String question, String keys) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.text(
              MetricSpecs.rows().stream()
                  .map(
                      row ->
                          new Entry(
                              row.name(),
                              row.better().toString(),
                              row.needsMask(),
                              row.question(),
                              row.keys()))
                  .toList()));
      return 0;
    }
    for (MetricRow entry : MetricSpecs.rows()) {
      out.printf(
          "%-22s better %s%s%n",
          entry.name(), entry.better(), entry.needsMask() ? ", needs --masks" : "");
      out.printf("    %s%n", entry.question());
      if (!entry.keys().isEmpty()) {
        out.printf("    %s%n", entry.keys());
      }
    }
    return 0;
  }
}
