package io.github.tfsaliency.graph.inline;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TableNodes;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Replaces every function call that some tensors depend on by the function's body, however deep,
 * and drops identities and control edges on the way.
 *
 * <p>Function-level gradients know nothing of overrides, so nothing may stay inside a function.
 * Nodes keep the names that they have in their function ({@code model/conv1/Relu}); only where two
 * calls would collide, the later one is prefixed with the call's name.
 */
public final class FunctionInliner {
  /** Calls, identities and inputs count too: functions of nothing else can explode as well. */
  private static final long MAX_STEPS = 1_000_000;

  /** What a call costs beside its body: tables of its names. */
  private static final int STEPS_OF_A_CALL = 50;

  private static final int MAX_DEPTH = 64;

  private final GraphDraft draft = new GraphDraft();
  private final ImmutableMap<String, FunctionDef> functions;
  private final Deque<String> callStack = new ArrayDeque<>();

  /** How many branches and loops a node lies in: what replaces these has no call stack. */
  private final Map<String, Integer> depths = new HashMap<>();

  private int depth;

  private long steps;

  private final Consumer<FunctionDef> gate;
  private final Set<String> passed = new HashSet<>();

  private FunctionInliner(GraphDef graph, Consumer<FunctionDef> gate) {
    this.gate = gate;
    Map<String, FunctionDef> byName = new LinkedHashMap<>();
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      if (byName.put(function.getSignature().getName(), function) != null) {
        throw new UnsupportedModelException(
            Message.of(
                "The SavedModel defines the function '%s' twice.",
                function.getSignature().getName()));
      }
    }
    functions = ImmutableMap.copyOf(byName);
  }

  /**
   * Flattens what the roots depend on.
   *
   * @param graph a SavedModel's graph and its function library
   * @param roots names of nodes of the main graph
   * @return an inliner that can go on to take branches and loops
   */
  public static FunctionInliner of(GraphDef graph, Iterable<String> roots) {
    return of(graph, roots, function -> {});
  }

  /**
   * Flattens what the roots depend on.
   *
   * @param graph a SavedModel's graph and its function library
   * @param roots names of nodes of the main graph
   * @param gate throws at a function that must not be inlined; a branch is inlined when it is taken
   * @return an inliner that can go on to take branches and loops
   */
  public static FunctionInliner of(
      GraphDef graph, Iterable<String> roots, Consumer<FunctionDef> gate) {
    FunctionInliner inliner = new FunctionInliner(graph, gate);
    inliner.inlineMainGraph(ancestors(graph, roots));
    return inliner;
  }

  /**
   * Flattens what the roots depend on.
   *
   * @param graph a SavedModel's graph and its function library
   * @param roots names of nodes of the main graph
   */
  public static FlatGraph inline(GraphDef graph, Iterable<String> roots) {
    return of(graph, roots).draft().flat();
  }

  /** The graph that bodies are added to. */
  public GraphDraft draft() {
    return draft;
  }

  /**
   * Adds the body of a function, as a call would.
   *
   * @param function its name
   * @param caller the node that stands for the call
   * @param scope ahead of the names of its nodes where they would collide
   * @param arguments one for each of its parameters
   * @return one tensor for each of its outputs
   */
  List<TensorRef> call(String function, NodeDef caller, String scope, List<TensorRef> arguments) {
    depth = depths.getOrDefault(caller.getName(), 0) + 1;
    if (depth > MAX_DEPTH) {
      throw new UnsupportedModelException(
          Message.of(
              "The function '%s' calls itself, directly or by way of branches: recursion cannot be"
                  + " explained.",
              function));
    }
    inlineCall(caller, function, scope, arguments);
    depth = 0;
    return IntStream.range(
            0, requireNonNull(functions.get(function)).getSignature().getOutputArgCount())
        .mapToObj(i -> draft.resolve(new TensorRef(scope, i)))
        .toList();
  }

  private static List<NodeDef> ancestors(GraphDef graph, Iterable<String> roots) {
    Map<String, NodeDef> byName = new HashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      if (byName.put(node.getName(), node) != null) {
        throw new UnsupportedModelException(
            Message.of("The SavedModel defines the node '%s' twice.", node.getName()));
      }
    }
    Set<String> seen = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>();
    roots.forEach(todo::add);
    while (!todo.isEmpty()) {
      String name = todo.remove();
      if (!seen.add(name)) {
        continue;
      }
      NodeDef node = byName.get(name);
      if (node == null) {
        throw new UnsupportedModelException(
            Message.of("The SavedModel's graph refers to a missing node '%s'.", name));
      }
      dataInputs(node).forEach(input -> todo.add(TensorRef.parse(input).node()));
    }
    return graph.getNodeList().stream().filter(node -> seen.contains(node.getName())).toList();
  }

  private static List<String> dataInputs(NodeDef node) {
    return node.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
  }

  private void inlineMainGraph(List<NodeDef> mainNodes) {
    mainNodes.forEach(node -> draft.reserve(node.getName()));
    for (NodeDef node : mainNodes) {
      List<TensorRef> inputs = dataInputs(node).stream().map(TensorRef::parse).toList();
      emit(node, node.getName(), inputs, ImmutableMap.of());
    }
  }

  private void emit(
      NodeDef node, String name, List<TensorRef> inputs, Map<String, AttrValue> callAttributes) {
    steps += 1L + inputs.size();
    if (steps > MAX_STEPS) {
      throw new UnsupportedModelException(
          Message.of(
              "The functions of the SavedModel call each other so often that inlining them takes"
                  + " more than %s steps.",
              MAX_STEPS));
    }
    String op = node.getOp();
    String callee =
        OpTable.is(op, OpTrait.CALL) ? node.getAttrOrThrow("f").getFunc().getName() : op;
    if (OpTable.is(op, OpTrait.CALL) || functions.containsKey(op)) {
      inlineCall(node, callee, name, inputs);
      return;
    }
    if (OpTable.is(op, OpTrait.IDENTITY) && !inputs.isEmpty()) {
      draft.replace(new TensorRef(name, 0), inputs.get(0));
      return;
    }
    NodeDef.Builder flat =
        node.toBuilder().setOp(TableNodes.today(op)).setName(name).clearInput().clearDevice();
    inputs.forEach(input -> flat.addInput(input.toString()));
    substitutePlaceholders(flat, callAttributes);
    if (OpTable.is(op, OpTrait.REFERENCE_VARIABLE)) {
      emitReferenceVariable(flat);
    } else {
      put(nameSharedVariable(flat).build());
    }
  }

  private void inlineCall(NodeDef call, String callee, String callName, List<TensorRef> arguments) {
    FunctionDef function = functions.get(callee);
    if (function == null) {
      throw new UnsupportedModelException(
          Message.of(
              "Node '%s' calls the function '%s', which the SavedModel lacks.",
              call.getName(), callee));
    }
    if (callStack.contains(callee) || callStack.size() >= MAX_DEPTH) {
      throw new UnsupportedModelException(
          Message.of(
              "The function '%s' calls itself, directly or by way of %s: recursion cannot be"
                  + " explained.",
              callee, callStack));
    }
    if (passed.add(callee)) {
      gate.accept(function);
    }
    steps += STEPS_OF_A_CALL;
    callStack.push(callee);
    Scope scope = new Scope(function, callName, arguments);
    for (NodeDef node : function.getNodeDefList()) {
      List<TensorRef> inputs = dataInputs(node).stream().map(scope::resolve).toList();
      emit(node, scope.flatName(node.getName()), inputs, call.getAttrMap());
    }
    int output = 0;
    for (var argument : function.getSignature().getOutputArgList()) {
      String returned = function.getRetMap().get(argument.getName());
      if (returned == null) {
        throw new UnsupportedModelException(
            Message.of(
                "The function '%s' does not return its output '%s'.", callee, argument.getName()));
      }
      draft.replace(new TensorRef(callName, output++), scope.resolve(returned));
    }
    callStack.pop();
  }

  private void put(NodeDef node) {
    draft.put(node, callStack.peek());
    if (depth > 0) {
      depths.put(node.getName(), depth);
    }
  }

  /** A variable of TF1 becomes a resource variable of the same name, so that all look alike. */
  private void emitReferenceVariable(NodeDef.Builder variable) {
    String handle = draft.unique(variable.getName() + "/handle", variable.getName());
    DataType type = variable.getAttrOrThrow("dtype").getType();
    put(
        nameSharedVariable(
                NodeDef.newBuilder()
                    .setName(handle)
                    .setOp("VarHandleOp")
                    .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
                    .putAttr("shape", variable.getAttrOrThrow("shape")))
            .build());
    put(
        NodeDef.newBuilder()
            .setName(variable.getName())
            .setOp("ReadVariableOp")
            .addInput(handle)
            .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
            .build());
  }

  /** Without a shared name a copy of the node under another name would be another resource. */
  private static NodeDef.Builder nameSharedVariable(NodeDef.Builder node) {
    if ((node.getOp().equals("VarHandleOp") || TableNodes.isTable(node))
        && node.getAttrOrDefault("shared_name", AttrValue.getDefaultInstance()).getS().isEmpty()) {
      node.putAttr("shared_name", AttrValue.newBuilder().setS(node.getNameBytes()).build());
    }
    return node;
  }

  private static void substitutePlaceholders(
      NodeDef.Builder node, Map<String, AttrValue> callAttributes) {
    Map<String, AttrValue> substituted = new HashMap<>();
    node.getAttrMap()
        .forEach(
            (key, value) -> {
              AttrValue actual = callAttributes.get(value.getPlaceholder());
              if (!value.getPlaceholder().isEmpty() && actual != null) {
                substituted.put(key, actual);
              }
            });
    node.putAllAttr(substituted);
  }

  /** The names of one call's arguments and nodes. */
  private final class Scope {
    private final FunctionDef function;
    private final Map<String, TensorRef> arguments = new HashMap<>();
    private final Map<String, NodeDef> body = new HashMap<>();
    private final Map<String, String> flatNames = new HashMap<>();

    Scope(FunctionDef function, String callName, List<TensorRef> values) {
      this.function = function;
      var parameters = function.getSignature().getInputArgList();
      if (parameters.size() != values.size()) {
        throw new UnsupportedModelException(
            Message.of(
                "The function '%s' takes %s arguments, but node '%s' passes %s.",
                function.getSignature().getName(), parameters.size(), callName, values.size()));
      }
      for (int i = 0; i < values.size(); i++) {
        arguments.put(parameters.get(i).getName(), values.get(i));
      }
      for (NodeDef node : function.getNodeDefList()) {
        if (body.put(node.getName(), node) != null) {
          throw new UnsupportedModelException(
              Message.of(
                  "The function '%s' defines the node '%s' twice.",
                  function.getSignature().getName(), node.getName()));
        }
        flatNames.put(node.getName(), draft.unique(node.getName(), callName));
      }
    }

    String flatName(String node) {
      return requireNonNull(flatNames.get(node));
    }

    TensorRef resolve(String reference) {
      List<String> parts = Splitter.on(':').splitToList(reference);
      NodeDef node = body.get(parts.get(0));
      if (node == null) {
        TensorRef argument = arguments.get(parts.get(0));
        if (argument == null) {
          throw new UnsupportedModelException(
              Message.of(
                  "The function '%s' refers to '%s', which does not exist in it.",
                  function.getSignature().getName(), reference));
        }
        return argument;
      }
      if (parts.size() != 3) {
        return new TensorRef(flatName(node.getName()), 0);
      }
      int index = parseIndex(parts.get(2));
      FunctionDef callee = functions.get(node.getOp());
      int flat =
          callee == null
              ? NodeOutputs.flatIndex(node, parts.get(1), index)
              : NodeOutputs.flatIndex(node, callee.getSignature(), parts.get(1), index);
      return new TensorRef(flatName(node.getName()), flat);
    }

    private int parseIndex(String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new UnsupportedModelException(
            Message.of(
                "The function '%s' refers to output '%s', which is not a number.",
                function.getSignature().getName(), text),
            e);
      }
    }
  }
}
