package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * A graph as the body of a function. Variables become arguments, behind all others: inside a
 * function a tool that renames variables would not find them.
 *
 * @param function the function
 * @param handles the variables, in the order of their arguments
 */
record FunctionWriter(FunctionDef function, ImmutableList<NodeDef> handles) {

  /**
   * Writes the function of a loop, which returns its variables too.
   *
   * @param arguments placeholders of the draft
   * @param results one for each argument
   */
  static FunctionWriter loop(
      String name, GraphDraft draft, List<Operand<?>> arguments, List<Operand<?>> results) {
    return write(name, draft, arguments, results, true);
  }

  /**
   * Writes a function.
   *
   * @param arguments placeholders of the draft
   * @param results whatever it returns
   */
  static FunctionWriter call(
      String name, GraphDraft draft, List<Operand<?>> arguments, List<Operand<?>> results) {
    return write(name, draft, arguments, results, false);
  }

  private static FunctionWriter write(
      String name,
      GraphDraft draft,
      List<Operand<?>> arguments,
      List<Operand<?>> results,
      boolean returnsVariables) {
    List<TensorRef> returned =
        results.stream().map(result -> draft.resolve(GraphDraft.ref(result))).toList();
    ImmutableMap<String, NodeDef> nodes = draft.nodes(returned);
    Map<String, String> argumentNames = new HashMap<>();
    OpDef.Builder signature = OpDef.newBuilder().setName(name).setIsStateful(true);
    for (Operand<?> argument : arguments) {
      String argumentName = "argument_" + signature.getInputArgCount();
      argumentNames.put(argument.asOutput().op().name(), argumentName);
      addArgument(signature, argumentName, argument.asOutput().dataType());
    }
    Map<VariableKey, String> handleArguments = new LinkedHashMap<>();
    ImmutableList.Builder<NodeDef> handles = ImmutableList.builder();
    for (NodeDef node : nodes.values()) {
      if (node.getOp().equals(VariableKey.HANDLE)) {
        VariableKey key = VariableKey.of(node);
        if (!handleArguments.containsKey(key)) {
          String argumentName = "variable_" + handleArguments.size();
          handleArguments.put(key, argumentName);
          addArgument(signature, argumentName, DataType.DT_RESOURCE);
          handles.add(node);
        }
        argumentNames.put(node.getName(), handleArguments.get(key));
      }
    }
    FunctionDef.Builder function = FunctionDef.newBuilder();
    for (NodeDef node : nodes.values()) {
      if (!argumentNames.containsKey(node.getName())) {
        NodeDef.Builder copy = node.toBuilder().clearInput();
        node.getInputList().forEach(input -> copy.addInput(input(input, nodes, argumentNames)));
        function.addNodeDef(NodeOutputs.withoutDefaults(copy.build()));
      }
    }
    int index = 0;
    for (TensorRef tensor : returned) {
      addResult(
          signature,
          function,
          results.get(index++).asOutput().dataType(),
          tensor(tensor, nodes, argumentNames));
    }
    if (returnsVariables) {
      for (String handle : handleArguments.values()) {
        addResult(signature, function, DataType.DT_RESOURCE, handle);
      }
    }
    return new FunctionWriter(function.setSignature(signature).build(), handles.build());
  }

  /** A function of the same arguments that says whether the first is less than the second. */
  static FunctionDef less(String name, OpDef like) {
    return FunctionDef.newBuilder()
        .setSignature(
            OpDef.newBuilder()
                .setName(name)
                .addAllInputArg(like.getInputArgList())
                .addOutputArg(
                    OpDef.ArgDef.newBuilder().setName("result").setType(DataType.DT_BOOL)))
        .addNodeDef(
            NodeDef.newBuilder()
                .setName("less")
                .setOp("Less")
                .addInput(like.getInputArg(0).getName())
                .addInput(like.getInputArg(1).getName())
                .putAttr("T", Attributes.type(DataType.DT_INT32)))
        .putRet("result", "less:z:0")
        .build();
  }

  private static void addResult(
      OpDef.Builder signature, FunctionDef.Builder function, DataType type, String value) {
    String name = "result_" + signature.getOutputArgCount();
    signature.addOutputArg(OpDef.ArgDef.newBuilder().setName(name).setType(type));
    function.putRet(name, value);
  }

  private static void addArgument(OpDef.Builder signature, String name, DataType type) {
    signature.addInputArg(OpDef.ArgDef.newBuilder().setName(name).setType(type));
  }

  private static String input(
      String input, Map<String, NodeDef> nodes, Map<String, String> arguments) {
    return input.startsWith("^") ? input : tensor(TensorRef.parse(input), nodes, arguments);
  }

  private static String tensor(
      TensorRef tensor, Map<String, NodeDef> nodes, Map<String, String> arguments) {
    String argument = arguments.get(tensor.node());
    NodeDef node = nodes.get(tensor.node());
    if (argument != null || node == null) {
      return argument == null ? tensor.node() : argument;
    }
    return NodeOutputs.inFunction(node, tensor.index());
  }
}
