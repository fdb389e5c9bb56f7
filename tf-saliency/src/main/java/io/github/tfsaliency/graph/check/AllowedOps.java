package io.github.tfsaliency.graph.check;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.op.OpListFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The gate before execution: a SavedModel is a program, so every node of its file, functions
 * included, must be of an op that is known to be harmless, and every node that can run of one that
 * is harmless where it runs.
 */
public final class AllowedOps {
  private static final AllowedOps INSTANCE = read();

  private final ImmutableSetMultimap<String, String> bySection;
  private final ImmutableSet<String> inFile;

  private AllowedOps(ImmutableSetMultimap<String, String> bySection) {
    this.bySection = bySection;
    inFile = ImmutableSet.copyOf(bySection.values());
  }

  /** What nodes are run for. */
  public enum Use {
    /** To compute what a model's signature gives. */
    PREDICT("anywhere"),
    /** To call the signature {@code explain}. */
    EXPLAIN("anywhere", "explanation"),
    /** To call any signature of an export, by a server or another program. */
    SERVE("anywhere", "explanation", "random"),
    /** To give variables and tables their first values, or those of the checkpoint. */
    RESTORE("anywhere", "explanation", "random", "restoring"),
    /** To write a checkpoint. */
    SAVE("anywhere", "saving");

    private final ImmutableSet<String> sections;

    Use(String... sections) {
      this.sections = ImmutableSet.copyOf(sections);
    }
  }

  /**
   * Whether an op may be executed, not only lie about in the file.
   *
   * @param op its name
   * @param use what for
   * @return false for what is not on the list for that
   */
  public static boolean mayExecute(String op, Use use) {
    return use.sections.stream().anyMatch(section -> INSTANCE.bySection.containsEntry(section, op));
  }

  /**
   * Looks for a node that must not run.
   *
   * @param nodes all that can run
   * @param use what for
   * @return what runs it and what it does, as the end of a sentence: "runs the op ..."; empty if
   *     all are harmless
   */
  public static Optional<String> refused(ReachableNodes nodes, Use use) {
    return nodes.all().stream()
        .filter(place -> !mayExecute(place.node().getOp(), use))
        .filter(place -> !nodes.functions().contains(place.node().getOp()))
        .findFirst()
        .map(
            place ->
                Message.of(
                    "runs the op '%s' (node '%s'), which %s, by way of %s",
                    place.node().getOp(),
                    place.node().getName(),
                    Message.part(RefusedOps.whatIsWrongWith(place.node().getOp())),
                    Message.part(place.way().toString())));
  }

  /** Refuses a graph that contains, in any function, an op outside the list. */
  public static void check(GraphDef graph, Path directory) {
    ImmutableSet.Builder<String> functions = ImmutableSet.builder();
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      if (NodeOutputs.isKnown(name)) {
        // Which of the two a node means would be a matter of interpretation: TensorFlow refuses it.
        throw new UnsupportedModelException(
            Message.of(
                "The SavedModel '%s' defines a function that is called '%s' like an op of"
                    + " TensorFlow.\n"
                    + "Maybe it was tampered with: no exporter writes that.",
                directory, name));
      }
      functions.add(name);
    }
    ImmutableSet<String> names = functions.build();
    INSTANCE.check(graph.getNodeList(), names, "the main graph", directory);
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      INSTANCE.check(
          function.getNodeDefList(),
          names,
          "function '" + Shown.name(function.getSignature().getName()) + "'",
          directory);
    }
  }

  private void check(
      List<NodeDef> nodes, ImmutableSet<String> functions, String where, Path directory) {
    for (NodeDef node : nodes) {
      String op = node.getOp();
      if (!inFile.contains(op) && !functions.contains(op)) {
        throw new UnsupportedModelException(
            Message.of(
                "The SavedModel '%s' contains the op '%s' (node '%s' of %s), which %s.\n"
                    + "Maybe export the model without it: it was refused before anything ran.",
                directory,
                op,
                node.getName(),
                Message.part(where),
                Message.part(RefusedOps.whatIsWrongWith(op))));
      }
    }
  }

  private static AllowedOps read() {
    ImmutableSetMultimap.Builder<String, String> bySection = ImmutableSetMultimap.builder();
    String section = "";
    for (String line : OpListFile.lines(AllowedOps.class, "allowed-ops.txt")) {
      if (line.startsWith("[")) {
        section = line.substring(1, line.length() - 1);
        continue;
      }
      bySection.putAll(section, Splitter.on(' ').omitEmptyStrings().split(line));
    }
    return new AllowedOps(bySection.build());
  }
}
