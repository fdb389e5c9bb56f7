package io.github.tfsaliency.cli;

import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.SpecRow;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the possible values of --method. */
@Command(
    name = "methods",
    description = {
      "Lists the methods with their cost in forward passes, a description, and their keys with the"
          + " defaults.",
      "A baseline is a number, one for each channel (0/0.5/1), noise/LOW/HIGH/SEED, or a .npy file."
          + " Several baselines are joined by plus signs. An inner method with keys comes last."
    })
final class MethodsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-j", "--json"},
      description = "Prints one JSON array instead of a list.")
  private boolean json;

  /** A method in JSON. */
  private record Entry(String name, String cost, String description, String keys) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.text(
              MethodSpecs.rows().stream()
                  .map(row -> new Entry(row.name(), row.cost(), row.description(), row.keys()))
                  .toList()));
      return 0;
    }
    for (SpecRow<?> row : MethodSpecs.rows()) {
      out.printf("%-22s cost %s%n", row.name(), row.cost());
      out.printf("    %s%n", row.description());
      if (!row.keys().isEmpty()) {
        out.printf("    %s%n", row.keys());
      }
    }
    return 0;
  }
}
