package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * An edit beside one float node between input and output, in the main graph or in the function that
 * the node lies in.
 */
final class PathEdit {
  private final SavedModel model;
  private final Random random;

  /** Where the node lies: a function's index, or -1 for the main graph. */
  private final int function;

  private final int target;
  private final List<NodeDef> nodes;
  private final List<FunctionDef> functions = new ArrayList<>();

  private PathEdit(SavedModel model, Random random, int function, int target, List<NodeDef> nodes) {
    this.model = model;
    this.random = random;
    this.function = function;
    this.target = target;
    this.nodes = nodes;
  }

  /** Chooses a node that reads a float tensor. */
  static PathEdit of(SavedModel model, ImmutableSet<String> path, Random random) {
    GraphDef graph = model.getMetaGraphs(0).getGraphDef();
    List<int[]> places = new ArrayList<>();
    places(graph.getNodeList(), -1, path, places);
    for (int i = 0; i < graph.getLibrary().getFunctionCount(); i++) {
      places(graph.getLibrary().getFunction(i).getNodeDefList(), i, path, places);
    }
    int[] place = places.get(random.nextInt(places.size()));
    List<NodeDef> nodes =
        place[0] < 0
            ? graph.getNodeList()
            : graph.getLibrary().getFunction(place[0]).getNodeDefList();
    return new PathEdit(model, random, place[0], place[1], new ArrayList<>(nodes));
  }

  private static void places(
      List<NodeDef> nodes, int function, ImmutableSet<String> path, List<int[]> places) {
    for (int i = 0; i < nodes.size(); i++) {
      NodeDef node = nodes.get(i);
      boolean floats =
          node.getAttrOrDefault("T", AttrValue.getDefaultInstance()).getType() == DataType.DT_FLOAT;
      if (path.contains(node.getName()) && floats && node.getInputCount() > 0) {
        places.add(new int[] {function, i});
      }
    }
  }

  /** Adds a node and returns how others of the same place read its output. */
  String add(String op, String output, List<String> inputs, Map<String, AttrValue> attributes) {
    String name = "hostile_" + nodes.size();
    nodes.add(
        NodeDef.newBuilder()
            .setName(name)
            .setOp(op)
            .addAllInput(inputs)
            .putAllAttr(attributes)
            .build());
    return function < 0 ? name : name + ":" + output + ":0";
  }

  /** Adds a node as it is. */
  void add(NodeDef node) {
    nodes.add(node);
  }

  /** Adds a function to the library. */
  void add(FunctionDef added) {
    functions.add(added);
  }

  /** Whether names are written as in functions. */
  boolean inFunction() {
    return function >= 0;
  }

  /** What the node reads first. */
  String input() {
    return nodes.get(target).getInput(0);
  }

  /** Lets the node read another tensor in place of the first. */
  void redirect(String tensor) {
    nodes.set(target, nodes.get(target).toBuilder().setInput(0, tensor).build());
  }

  /** Lets the node, or any other of the place, wait for one. */
  void control(String node) {
    int waiting = random.nextBoolean() ? target : random.nextInt(nodes.size());
    nodes.set(waiting, nodes.get(waiting).toBuilder().addInput("^" + node).build());
  }

  /** Gives the node an attribute. */
  void attribute(String key, AttrValue value) {
    nodes.set(target, nodes.get(target).toBuilder().putAttr(key, value).build());
  }

  /** The name of the node. */
  String name() {
    return nodes.get(target).getName();
  }

  /** The name of the function that the node lies in; empty in the main graph. */
  String functionName() {
    return function < 0 ? "" : library(model).getFunction(function).getSignature().getName();
  }

  private static FunctionDefLibrary library(SavedModel model) {
    return model.getMetaGraphs(0).getGraphDef().getLibrary();
  }

  /** The model with all that was added. */
  SavedModel.Builder done() {
    SavedModel.Builder changed = model.toBuilder();
    GraphDef.Builder graph = changed.getMetaGraphsBuilder(0).getGraphDefBuilder();
    if (function < 0) {
      graph.clearNode().addAllNode(nodes);
    } else {
      graph.getLibraryBuilder().getFunctionBuilder(function).clearNodeDef().addAllNodeDef(nodes);
    }
    graph.getLibraryBuilder().addAllFunction(functions);
    return changed;
  }
}
