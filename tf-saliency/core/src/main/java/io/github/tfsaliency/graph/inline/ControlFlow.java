package io.github.tfsaliency.graph.inline;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.ShapeArithmetic;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.FunctionCalls;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Replaces branches and loops by plain nodes: gradients of TensorFlow's control flow know nothing
 * of overrides.
 *
 * <p>A branch whose condition is constant is the branch that is taken. One whose condition depends
 * on the data becomes both branches and a Select, whose gradient reaches only the one that was
 * taken; the other's values are computed but never used. A loop whose number of iterations is
 * constant is unrolled.
 */
final class ControlFlow {
  /** Of these kinds Select cannot choose. */
  private static final ImmutableSet<DataType> OPAQUE =
      ImmutableSet.of(DataType.DT_RESOURCE, DataType.DT_VARIANT);

  private final FunctionInliner functions;
  private final GraphDraft graph;
  private final ExecutableNodes path;
  private final UnaryOperator<TensorRef> visitor;
  private final ShapeArithmetic constants;
  private final Set<TensorRef> neverComputed = new HashSet<>();
  private final Set<String> neverExecuted = new HashSet<>();

  /**
   * Replaces nothing yet.
   *
   * @param functions where bodies of branches and loops are added
   * @param path the nodes that were made executable
   * @param visitor makes a tensor and all that it depends on executable
   */
  ControlFlow(
      FunctionInliner functions,
      ExecutableNodes path,
      UnaryOperator<TensorRef> visitor,
      ShapeArithmetic constants) {
    this.functions = functions;
    this.graph = functions.draft();
    this.path = path;
    this.visitor = visitor;
    this.constants = constants;
  }

  /** Whether the node was replaced; if so its outputs are aliases of others, or never computed. */
  boolean replace(NodeDef node, List<TensorRef> inputs) {
    String op = node.getOp();
    if (op.equals("Merge")) {
      merge(node, inputs);
    } else if (inputs.stream().anyMatch(this::isNeverComputed)) {
      neverExecuted.add(node.getName());
    } else if (OpTable.is(op, OpTrait.IF)) {
      branch(node, inputs, List.of(function(node, "else_branch"), function(node, "then_branch")));
    } else if (OpTable.is(op, OpTrait.CASE)) {
      List<String> branches =
          node.getAttrOrThrow("branches").getList().getFuncList().stream()
              .map(NameAttrList::getName)
              .toList();
      branch(node, inputs, branches);
    } else if (OpTable.is(op, OpTrait.WHILE)) {
      unroll(node, inputs);
    } else if (op.equals("Switch")) {
      takeConstantSide(node, inputs);
    } else if (op.equals("PlaceholderWithDefault")) {
      graph.replace(new TensorRef(node.getName(), 0), inputs.get(0));
    } else if (OpTable.is(op, OpTrait.LOOP_FRAME)) {
      throw graph.cannotReplace(node, "is part of a loop in TensorFlow 1's form");
    } else {
      return false;
    }
    return true;
  }

  private boolean isNeverComputed(TensorRef tensor) {
    return neverComputed.contains(tensor) || neverExecuted.contains(tensor.node());
  }

  private void branch(NodeDef node, List<TensorRef> inputs, List<String> bodies) {
    TensorRef condition = inputs.get(0);
    List<TensorRef> arguments = inputs.subList(1, inputs.size());
    Long constant = constants.scalar(condition);
    boolean isIf = OpTable.is(node.getOp(), OpTrait.IF);
    if (constant != null) {
      int last = bodies.size() - 1;
      int taken =
          isIf
              ? (constant == 0 ? 0 : 1)
              : constant < 0 || constant > last ? last : constant.intValue();
      alias(node, functions.call(bodies.get(taken), node, node.getName(), arguments));
      return;
    }
    List<DataType> types = node.getAttrOrThrow("Tout").getList().getTypeList();
    List<TensorRef> chosen = null;
    for (int i = bodies.size() - 1; i >= 0; i--) {
      List<TensorRef> outputs =
          functions.call(bodies.get(i), node, node.getName() + "/branch_" + i, arguments);
      chosen =
          chosen == null
              ? outputs
              : select(
                  node,
                  isIf ? isFalse(node, condition) : isIndex(node, condition, i),
                  types,
                  outputs,
                  chosen);
    }
    if (chosen == null) {
      throw graph.cannotReplace(node, "is a branch without functions");
    }
    alias(node, chosen);
  }

  private List<TensorRef> select(
      NodeDef node,
      String condition,
      List<DataType> types,
      List<TensorRef> whereTrue,
      List<TensorRef> whereFalse) {
    if (whereTrue.size() != types.size() || whereFalse.size() != types.size()) {
      throw graph.cannotReplace(node, "has branches with different numbers of outputs");
    }
    List<TensorRef> selected = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      TensorRef one = graph.resolve(whereTrue.get(i));
      TensorRef other = graph.resolve(whereFalse.get(i));
      if (one.equals(other)) {
        selected.add(one);
      } else if (OPAQUE.contains(types.get(i))) {
        throw graph.cannotReplace(
            node, "chooses between lists or variables, depending on the data");
      } else {
        // Not SelectV2: that would broadcast, and so hide that the branches' shapes disagree.
        NodeDef.Builder select =
            NodeDef.newBuilder()
                .setOp("Select")
                .addInput(condition)
                .addInput(one.toString())
                .addInput(other.toString())
                .putAttr("T", type(types.get(i)));
        selected.add(new TensorRef(graph.add(select, node.getName() + "/select_" + i), 0));
      }
    }
    return selected;
  }

  private String isFalse(NodeDef node, TensorRef condition) {
    String truth = condition.toString();
    DataType type = path.type(condition);
    if (type == DataType.DT_STRING) {
      throw graph.cannotReplace(node, "has a condition of type string");
    }
    if (type != DataType.DT_BOOL) {
      NodeDef.Builder cast =
          NodeDef.newBuilder()
              .setOp("Cast")
              .addInput(truth)
              .putAttr("SrcT", type(type))
              .putAttr("DstT", type(DataType.DT_BOOL));
      truth = graph.add(cast, node.getName() + "/condition");
    }
    return graph.add(
        NodeDef.newBuilder().setOp("LogicalNot").addInput(truth), node.getName() + "/not");
  }

  private String isIndex(NodeDef node, TensorRef index, int wanted) {
    TensorProto value =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addIntVal(wanted)
            .build();
    String constant =
        graph.add(
            NodeDef.newBuilder()
                .setOp("Const")
                .putAttr("dtype", type(DataType.DT_INT32))
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build()),
            node.getName() + "/index_" + wanted);
    NodeDef.Builder equal =
        NodeDef.newBuilder()
            .setOp("Equal")
            .addInput(index.toString())
            .addInput(constant)
            .putAttr("T", type(DataType.DT_INT32));
    return graph.add(equal, node.getName() + "/is_" + wanted);
  }

  private void unroll(NodeDef loop, List<TensorRef> inputs) {
    List<TensorRef> variables = inputs;
    for (int iteration = 0; ; iteration++) {
      String scope = loop.getName() + "/iteration_" + iteration;
      List<TensorRef> condition =
          functions.call(function(loop, "cond"), loop, scope + "/condition", variables);
      Long goesOn =
          condition.size() == 1 ? constants.scalar(visitor.apply(condition.get(0))) : null;
      if (goesOn == null) {
        throw graph.cannotReplace(loop, "is a loop whose number of iterations depends on the data");
      }
      if (goesOn == 0) {
        alias(loop, variables);
        return;
      }
      List<TensorRef> next = functions.call(function(loop, "body"), loop, scope, variables);
      if (next.size() != variables.size() || iteration == FunctionCalls.MAX_ITERATIONS) {
        throw graph.cannotReplace(loop, "is a loop that does not end");
      }
      variables = next;
    }
  }

  private void takeConstantSide(NodeDef node, List<TensorRef> inputs) {
    Long condition = constants.scalar(inputs.get(1));
    if (condition == null) {
      throw graph.cannotReplace(
          node, "is a branch in TensorFlow 1's form whose condition depends on the data");
    }
    int taken = condition == 0 ? 0 : 1;
    graph.replace(new TensorRef(node.getName(), taken), inputs.get(0));
    neverComputed.add(new TensorRef(node.getName(), 1 - taken));
  }

  private void merge(NodeDef node, List<TensorRef> inputs) {
    List<TensorRef> computed = inputs.stream().filter(input -> !isNeverComputed(input)).toList();
    if (computed.isEmpty()) {
      neverExecuted.add(node.getName());
    } else if (computed.size() == 1) {
      graph.replace(new TensorRef(node.getName(), 0), computed.get(0));
    } else {
      throw graph.cannotReplace(node, "joins branches that are both taken");
    }
  }

  private void alias(NodeDef node, List<TensorRef> outputs) {
    for (int i = 0; i < outputs.size(); i++) {
      TensorRef own = new TensorRef(node.getName(), i);
      TensorRef target = graph.resolve(outputs.get(i));
      if (!target.equals(own)) {
        graph.replace(own, target);
      }
    }
  }

  private static String function(NodeDef node, String attribute) {
    return node.getAttrOrThrow(attribute).getFunc().getName();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
