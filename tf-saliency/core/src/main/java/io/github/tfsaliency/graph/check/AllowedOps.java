package io.github.tfsaliency.graph.check;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.op.OpListFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The gate before execution: a SavedModel is a program, so every node that the chosen signature or
 * the restoring leads to must be of an op that is known to be harmless, and every node that runs of
 * one that is harmless where it runs. What nothing leads to is dropped before native code sees it.
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

  /** Refuses a function that is called like an op. */
  public static void requireDistinctNames(GraphDef graph, Path directory) {
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      if (NodeOutputs.isKnown(name)) {
        // Which of the two a node means would be a matter of interpretation: TensorFlow refuses it.
        throw new UnsupportedModelException(
            Message.of(
                "The SavedModel '%s' defines a function with the name '%s', which is the name of an"
                    + " op of TensorFlow.\n"
                    + "Maybe it was tampered with: no exporter writes that.",
                directory, name));
      }
    }
  }

  /**
   * Refuses a node that is on no list.
   *
   * @param nodes all that can run
   * @param library the functions of the file
   * @param directory the SavedModel's folder
   */
  public static void check(ReachableNodes nodes, FunctionDefLibrary library, Path directory) {
    ImmutableSet<String> functions = names(library);
    nodes.all().stream()
        .filter(place -> !INSTANCE.isListed(place.node(), functions))
        .findFirst()
        .ifPresent(
            place -> {
              throw notListed(place.node(), place.graph(), directory, Message.part(""));
            });
  }

  /**
   * Refuses a function with a node that is on no list.
   *
   * @param library the functions of the file
   * @param directory the SavedModel's folder
   * @param fix what may keep the function from being run, ahead of what else may be done
   */
  public static Consumer<FunctionDef> gate(
      FunctionDefLibrary library, Path directory, Message.Part fix) {
    ImmutableSet<String> functions = names(library);
    return function ->
        function.getNodeDefList().stream()
            .filter(node -> !INSTANCE.isListed(node, functions))
            .findFirst()
            .ifPresent(
                node -> {
                  throw notListed(node, name(function), directory, fix);
                });
  }

  private static UnsupportedModelException notListed(
      NodeDef node, String where, Path directory, Message.Part fix) {
    return new UnsupportedModelException(
        Message.of(
            "The SavedModel '%s' contains the op '%s' (node '%s' of %s), which %s.\n"
                + "Maybe %sexport the model without it: it was refused before anything ran.",
            directory,
            node.getOp(),
            node.getName(),
            Message.part(where),
            Message.part(RefusedOps.whatIsWrongWith(node.getOp())),
            fix));
  }

  /**
   * The nodes that are on no list. Where a model can be loaded, nothing that it runs leads to them.
   *
   * @param graph the file's
   * @return where they lie, by their op
   */
  public static ImmutableSortedMap<String, ImmutableList<String>> notListed(GraphDef graph) {
    ImmutableSet<String> functions = names(graph.getLibrary());
    SetMultimap<String, String> places = LinkedHashMultimap.create();
    INSTANCE.addNotListed(graph.getNodeList(), functions, ReachableNodes.MAIN_GRAPH, places);
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      INSTANCE.addNotListed(function.getNodeDefList(), functions, name(function), places);
    }
    ImmutableSortedMap.Builder<String, ImmutableList<String>> byOp =
        ImmutableSortedMap.naturalOrder();
    places.asMap().forEach((op, where) -> byOp.put(op, ImmutableList.copyOf(where)));
    return byOp.buildOrThrow();
  }

  private void addNotListed(
      List<NodeDef> nodes,
      ImmutableSet<String> functions,
      String where,
      SetMultimap<String, String> places) {
    for (NodeDef node : nodes) {
      if (!isListed(node, functions)) {
        places.put(node.getOp(), where);
      }
    }
  }

  private boolean isListed(NodeDef node, ImmutableSet<String> functions) {
    return inFile.contains(node.getOp()) || functions.contains(node.getOp());
  }

  private static ImmutableSet<String> names(FunctionDefLibrary library) {
    return library.getFunctionList().stream()
        .map(function -> function.getSignature().getName())
        .collect(toImmutableSet());
  }

  private static String name(FunctionDef function) {
    return "function '" + Shown.name(function.getSignature().getName()) + "'";
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
