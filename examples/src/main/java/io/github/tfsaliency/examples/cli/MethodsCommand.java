package io.github.tfsaliency.examples.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be written after --method. */
@Command(
    name = "methods",
    description = {
      "Lists the methods, their keys with the defaults, and their cost in forward passes.",
      "A baseline is a number, one for each channel (0/0.5/1), or a .npy file; where several are"
          + " allowed, with plus signs between them. An inner method with keys of its own comes"
          + " last."
    })
final class MethodsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (MethodList.Entry entry : MethodList.ALL) {
      out.printf("%-22s cost %s%n", entry.name(), entry.cost());
      if (!entry.keys().isEmpty()) {
        out.printf("    %s%n", entry.keys());
      }
    }
    return 0;
  }
}
