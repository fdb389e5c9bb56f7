package io.github.tfsaliency.graph.savedmodel;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Predicates;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.CheckpointKey;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.inline.FlatGraph;
import io.github.tfsaliency.graph.inline.FunctionInliner;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.ObjectReference;

/**
 * Where each variable's value lies in the checkpoint, read off the graph that TensorFlow wrote to
 * restore it. Keras keeps a weight two or three times; with this only the copy that is used is
 * read.
 */
public final class Checkpoint {
  private static final ImmutableSet<String> ASSIGNMENTS =
      ImmutableSet.of("AssignVariableOp", "Assign");

  /** Layers hold layers, but no path of an exporter comes near. */
  private static final int MAX_PATH_LENGTH = 2_000;

  private static final ObjectPath ROOT = new ObjectPath(null, "", 0);

  private Checkpoint() {}

  /** Spelt out only where it is needed: the paths of a long chain together are its square. */
  private record ObjectPath(@Nullable ObjectPath parent, String last, long length) {
    String name() {
      Deque<String> parts = new ArrayDeque<>();
      for (ObjectPath at = this; at.parent != null; at = at.parent) {
        parts.push(at.last);
      }
      return String.join("/", parts);
    }
  }

  /** From the node that makes a variable to its key and slice. */
  static ImmutableMap<String, CheckpointKey> keys(MetaGraphDef metaGraph) {
    Map<String, CheckpointKey> keys = new LinkedHashMap<>(restored(metaGraph));
    captured(metaGraph).forEach(keys::putIfAbsent);
    return ImmutableMap.copyOf(keys);
  }

  /**
   * The variables that a SavedModel's functions read although its restore op leaves them out: who
   * goes by the object graph fills them.
   *
   * @param metaGraph the SavedModel's graph
   * @return where their values lie, by the node that makes the variable
   */
  public static ImmutableMap<String, CheckpointKey> leftOut(MetaGraphDef metaGraph) {
    return ImmutableMap.copyOf(
        Maps.filterKeys(
            captured(metaGraph), Predicates.not(restored(metaGraph).keySet()::contains)));
  }

  /** What restores the variables, if the SavedModel says so. */
  static Optional<ReachableNodes.Root> restoring(MetaGraphDef metaGraph) {
    String operation = metaGraph.getSaverDef().getRestoreOpName();
    return metaGraph.getGraphDef().getNodeList().stream()
            .anyMatch(node -> node.getName().equals(TensorRef.parse(operation).node()))
        ? Optional.of(new ReachableNodes.Root("the restore op", ImmutableList.of(operation)))
        : Optional.empty();
  }

  private static Map<String, CheckpointKey> restored(MetaGraphDef metaGraph) {
    GraphDef graph = metaGraph.getGraphDef();
    // A graph that was trained assigns for many reasons.
    Optional<ReachableNodes> reached =
        restoring(metaGraph).map(root -> ReachableNodes.inAnyCase(graph, ImmutableList.of(root)));
    ImmutableList<String> roots =
        graph.getNodeList().stream()
            .filter(
                node ->
                    ASSIGNMENTS.contains(node.getOp())
                        || (reached.isPresent() && callsFunction(node, reached.get().functions())))
            .map(NodeDef::getName)
            .filter(name -> reached.isEmpty() || reached.get().nodes().containsKey(name))
            .collect(toImmutableList());
    FlatGraph flat = FunctionInliner.inline(graph, roots);
    Map<String, CheckpointKey> keys = new LinkedHashMap<>();
    for (NodeDef node : flat.nodes().values()) {
      if (ASSIGNMENTS.contains(node.getOp()) && node.getInputCount() >= 2) {
        TensorRef value = TensorRef.parse(node.getInput(1));
        NodeDef source = flat.nodes().get(value.node());
        if (source != null && source.getOp().equals("RestoreV2")) {
          keys.put(variable(node, flat), key(source, value.index(), flat));
        }
      }
    }
    return keys;
  }

  /**
   * The variables that functions capture, by the object graph that tf.saved_model.load goes by.
   * Where an exporter wrote a weight twice, the graph's own restore op fills only the copy that
   * nobody reads.
   */
  private static Map<String, CheckpointKey> captured(MetaGraphDef metaGraph) {
    SavedObjectGraph objects = metaGraph.getObjectGraphDef();
    Map<Integer, ObjectPath> paths = paths(objects);
    Map<String, CheckpointKey> keys = new LinkedHashMap<>();
    for (NodeDef call : metaGraph.getGraphDef().getNodeList()) {
      String function =
          call.getAttrOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getName();
      List<Integer> captures =
          objects
              .getConcreteFunctionsOrDefault(function, SavedConcreteFunction.getDefaultInstance())
              .getBoundInputsList();
      List<String> inputs =
          call.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
      int arguments = inputs.size() - captures.size();
      for (int i = 0; arguments >= 0 && i < captures.size(); i++) {
        ObjectPath path = paths.get(captures.get(i));
        if (path != null
            && path.length() <= MAX_PATH_LENGTH
            && objects.getNodes(captures.get(i)).hasVariable()) {
          keys.put(
              TensorRef.parse(inputs.get(arguments + i)).node(),
              new CheckpointKey(path.name() + "/.ATTRIBUTES/VARIABLE_VALUE", ""));
        }
      }
    }
    return keys;
  }

  /**
   * The shortest path from the root to each object: what TensorFlow names its checkpoint keys by.
   */
  private static Map<Integer, ObjectPath> paths(SavedObjectGraph objects) {
    Map<Integer, ObjectPath> paths = new LinkedHashMap<>();
    Deque<Integer> todo = new ArrayDeque<>();
    if (objects.getNodesCount() > 0) {
      paths.put(0, ROOT);
      todo.add(0);
    }
    while (!todo.isEmpty()) {
      int parent = todo.remove();
      ObjectPath prefix = requireNonNull(paths.get(parent));
      for (ObjectReference child : objects.getNodes(parent).getChildrenList()) {
        String name = child.getLocalName().replace(".", "..").replace("/", ".S");
        ObjectPath path = new ObjectPath(prefix, name, prefix.length() + 1 + name.length());
        if (paths.putIfAbsent(child.getNodeId(), path) == null) {
          todo.add(child.getNodeId());
        }
      }
    }
    return paths;
  }

  private static boolean callsFunction(NodeDef node, ImmutableSet<String> functions) {
    return OpTable.is(node.getOp(), OpTrait.CALL) || functions.contains(node.getOp());
  }

  private static String variable(NodeDef assignment, FlatGraph flat) {
    TensorRef handle = TensorRef.parse(assignment.getInput(0));
    NodeDef node = flat.nodes().get(handle.node());
    return node != null && node.getOp().equals("ReadVariableOp")
        ? TensorRef.parse(node.getInput(0)).node()
        : handle.node();
  }

  /** Which tensor of the checkpoint an output of a RestoreV2 is. */
  static CheckpointKey key(NodeDef restore, int index, FlatGraph flat) {
    return new CheckpointKey(
        constantString(restore, 1, index, flat), constantString(restore, 2, index, flat));
  }

  private static String constantString(NodeDef restore, int input, int index, FlatGraph flat) {
    NodeDef constant = flat.nodes().get(TensorRef.parse(restore.getInput(input)).node());
    if (constant != null && constant.getOp().equals("ZerosLike")) {
      // What TensorFlow Java writes for "all of it".
      return "";
    }
    List<ByteString> strings =
        constant == null || !constant.getOp().equals("Const")
            ? List.of()
            : constant.getAttrOrThrow("value").getTensor().getStringValList();
    if (strings.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "Node '%s' restores tensors whose names are not constants.", restore.getName()));
    }
    return strings.get(Math.min(index, strings.size() - 1)).toStringUtf8();
  }
}
