package io.github.tfsaliency.graph;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A function that stays one, as a graph: its arguments are placeholders, and tensors are named as
 * in a graph.
 *
 * @param function as the library has it
 * @param arguments the placeholders, in order
 * @param nodes these and the function's own, each after the nodes that it reads or waits for
 * @param results the tensors that it returns, in order
 */
public record FunctionBody(
    FunctionDef function,
    ImmutableList<NodeDef> arguments,
    ImmutableMap<String, NodeDef> nodes,
    ImmutableList<TensorRef> results) {
  /** What keeps TensorFlow from taking a function apart, and so from computing it otherwise. */
  private static final String NOT_INLINED = "_noinline";

  /**
   * Reads a function.
   *
   * @throws UnsupportedModelException if it is none of fixed types, refers to what it lacks, or has
   *     a cycle
   */
  public static FunctionBody of(FunctionDef function) {
    ImmutableList.Builder<NodeDef> arguments = ImmutableList.builder();
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    for (OpDef.ArgDef argument : function.getSignature().getInputArgList()) {
      NodeDef placeholder =
          NodeDef.newBuilder()
              .setName(argument.getName())
              .setOp("Placeholder")
              .putAttr("dtype", AttrValue.newBuilder().setType(type(argument, function)).build())
              .putAttr(
                  "shape",
                  AttrValue.newBuilder()
                      .setShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                      .build())
              .build();
      arguments.add(placeholder);
      put(placeholder, nodes, function);
    }
    function.getNodeDefList().forEach(node -> put(node, nodes, function));
    Map<String, NodeDef> flat = new LinkedHashMap<>();
    nodes.forEach((name, node) -> flat.put(name, flat(node, nodes, function)));
    ImmutableList.Builder<TensorRef> results = ImmutableList.builder();
    for (OpDef.ArgDef output : function.getSignature().getOutputArgList()) {
      TensorRef result = tensor(function.getRetOrDefault(output.getName(), ""), nodes, function);
      NodeDef source = flat.get(result.node());
      if (source == null || NodeOutputs.type(source, result.index()) != type(output, function)) {
        throw broken(function, "does not return its output '%s' as declared", output.getName());
      }
      results.add(result);
    }
    for (String last : function.getControlRetMap().values()) {
      if (!nodes.containsKey(last)) {
        throw broken(function, "refers to '%s', which does not exist in it", last);
      }
    }
    return new FunctionBody(
        function, arguments.build(), Pruner.ancestors(flat.keySet(), flat), results.build());
  }

  /** The types that it takes. */
  public ImmutableList<DataType> takes() {
    return function.getSignature().getInputArgList().stream()
        .map(OpDef.ArgDef::getType)
        .collect(ImmutableList.toImmutableList());
  }

  /** The types that it returns. */
  public ImmutableList<DataType> returns() {
    return function.getSignature().getOutputArgList().stream()
        .map(OpDef.ArgDef::getType)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The same function of other nodes.
   *
   * @param checked with other attributes, by the names of those that they replace, and nodes ahead
   *     of these
   */
  public FunctionBody with(ImmutableMap<String, NodeDef> checked) {
    return new FunctionBody(function, arguments, checked, results);
  }

  /** As a library has it, without attributes that steer TensorFlow. */
  public FunctionDef definition() {
    FunctionDef.Builder written =
        FunctionDef.newBuilder()
            .setSignature(function.getSignature().toBuilder().clearAttr())
            .putAllRet(function.getRetMap())
            .putAllControlRet(function.getControlRetMap());
    Set<String> open = new LinkedHashSet<>(nodes.keySet());
    arguments.forEach(argument -> open.remove(argument.getName()));
    for (NodeDef node : function.getNodeDefList()) {
      if (open.remove(node.getName())) {
        written.addNodeDef(written(node.getName()));
      }
    }
    open.forEach(added -> written.addNodeDef(written(added)));
    AttrValue whole = function.getAttrMap().get(NOT_INLINED);
    if (whole != null && whole.getB()) {
      written.putAttr(NOT_INLINED, AttrValue.newBuilder().setB(true).build());
    }
    return written.build();
  }

  /** Names outputs as functions do. */
  private NodeDef written(String name) {
    NodeDef node = requireNonNull(nodes.get(name));
    NodeDef.Builder written = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      written.addInput(input.startsWith("^") ? input : written(TensorRef.parse(input)));
    }
    return written.build();
  }

  private String written(TensorRef tensor) {
    NodeDef source = requireNonNull(nodes.get(tensor.node()));
    if (arguments.stream().anyMatch(argument -> argument.getName().equals(tensor.node()))) {
      return tensor.node();
    }
    return NodeOutputs.inFunction(source, tensor.index());
  }

  private static void put(NodeDef node, Map<String, NodeDef> nodes, FunctionDef function) {
    if (nodes.put(node.getName(), node) != null) {
      throw broken(function, "defines '%s' twice", node.getName());
    }
  }

  private static NodeDef flat(NodeDef node, Map<String, NodeDef> nodes, FunctionDef function) {
    NodeDef.Builder flat = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      if (input.startsWith("^")) {
        // Of an argument there is nothing to wait for, and nothing runs that does not exist.
        if (!nodes.containsKey(input.substring(1))) {
          throw broken(function, "refers to '%s', which does not exist in it", input);
        }
        flat.addInput(input);
      } else {
        flat.addInput(tensor(input, nodes, function).toString());
      }
    }
    return flat.build();
  }

  private static TensorRef tensor(
      String reference, Map<String, NodeDef> nodes, FunctionDef function) {
    List<String> parts = Splitter.on(':').splitToList(reference);
    NodeDef node = nodes.get(parts.get(0));
    boolean argument =
        node != null
            && function.getSignature().getInputArgList().stream()
                .anyMatch(declared -> declared.getName().equals(node.getName()));
    if (argument && parts.size() == 1) {
      return new TensorRef(parts.get(0), 0);
    }
    Integer index = parts.size() == 3 ? Ints.tryParse(parts.get(2)) : null;
    if (node == null || argument || index == null || index < 0) {
      throw broken(function, "refers to '%s', which does not exist in it", reference);
    }
    return new TensorRef(node.getName(), NodeOutputs.flatIndex(node, parts.get(1), index));
  }

  private static DataType type(OpDef.ArgDef argument, FunctionDef function) {
    if (argument.getType() == DataType.DT_INVALID
        || !argument.getNumberAttr().isEmpty()
        || !argument.getTypeListAttr().isEmpty()) {
      throw broken(function, "does not define the type of '%s'", argument.getName());
    }
    return argument.getType();
  }

  @FormatMethod
  private static UnsupportedModelException broken(
      FunctionDef function, @FormatString String what, String name) {
    return new UnsupportedModelException(
        Message.of(
            "The function '%s' %s.\nMaybe the SavedModel was damaged.",
            function.getSignature().getName(), Message.part(Message.of(what, name))));
  }
}
