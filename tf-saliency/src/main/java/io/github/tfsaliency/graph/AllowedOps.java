package io.github.tfsaliency.graph;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    ImmutableSet<String> functions =
        graph.getLibrary().getFunctionList().stream()
            .map(function -> function.getSignature().getName())
            .collect(ImmutableSet.toImmutableSet());
    INSTANCE.check(graph.getNodeList(), functions, "the main graph", directory);
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      INSTANCE.check(
          function.getNodeDefList(),
          functions,
          "function '" + function.getSignature().getName() + "'",
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
            String.format(
                "The SavedModel '%s' contains the op '%s' (node '%s' of %s), which is not on the list"
                    + " of ops that are safe to run.\n"
                    + "Maybe export the model without it: reading and writing files, Python calls,"
                    + " debugging and custom ops are refused.",
                directory, op, node.getName(), where));
      }
    }
  }

  private static AllowedOps read() {
    String text;
    // Asked of the class itself: on the module path no other module may read this one's resources.
    try (InputStream in = requireNonNull(AllowedOps.class.getResourceAsStream("allowed-ops.txt"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ImmutableSet.Builder<String> anywhere = ImmutableSet.builder();
    ImmutableSet.Builder<String> elsewhere = ImmutableSet.builder();
    ImmutableSet.Builder<String> section = anywhere;
    for (String line : Splitter.on('\n').trimResults().omitEmptyStrings().split(text)) {
      if (line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        section = line.equals("[elsewhere]") ? elsewhere : anywhere;
        continue;
      }
      section.addAll(Splitter.on(' ').omitEmptyStrings().split(line));
    }
    return new AllowedOps(anywhere.build(), elsewhere.build());
  }
}
