package io.github.tfsaliency.graph;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The gate before execution: a SavedModel is a program, so every node of its file, functions
 * included, must be of an op that is known to be harmless.
 */
final class AllowedOps {
  private static final AllowedOps INSTANCE = read();

  private final ImmutableSet<String> anywhere;
  private final ImmutableSet<String> elsewhere;

  private AllowedOps(ImmutableSet<String> anywhere, ImmutableSet<String> elsewhere) {
    this.anywhere = anywhere;
    this.elsewhere = elsewhere;
  }

  /** Refuses a graph that contains, in any function, an op outside the list. */
  static void check(GraphDef graph, Path directory) {
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

  /** Whether the op may be executed, not only lie about in the file. */
  static boolean mayExecute(String op) {
    return INSTANCE.anywhere.contains(op);
  }

  private void check(
      List<NodeDef> nodes, ImmutableSet<String> functions, String where, Path directory) {
    for (NodeDef node : nodes) {
      String op = node.getOp();
      if (!anywhere.contains(op) && !elsewhere.contains(op) && !functions.contains(op)) {
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
    ImmutableSet.Builder<String> anywhere = ImmutableSet.builder();
    ImmutableSet.Builder<String> elsewhere = ImmutableSet.builder();
    ImmutableSet.Builder<String> section = anywhere;
    for (String line : OpListFile.lines(AllowedOps.class, "allowed-ops.txt")) {
      if (line.startsWith("[")) {
        section = line.equals("[elsewhere]") ? elsewhere : anywhere;
        continue;
      }
      section.addAll(Splitter.on(' ').omitEmptyStrings().split(line));
    }
    return new AllowedOps(anywhere.build(), elsewhere.build());
  }
}
