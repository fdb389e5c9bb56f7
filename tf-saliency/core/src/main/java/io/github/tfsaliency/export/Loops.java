package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.savedmodel.ExplainProgram;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

/**
 * Writes functions, and loops as functions, one turn after another: whatever the number of turns,
 * the memory is that of one.
 */
final class Loops {
  private final String prefix;
  private final List<FunctionDef> functions = new ArrayList<>();
  private int count;

  /**
   * Starts without a loop.
   *
   * @param prefix ahead of the functions' names
   */
  Loops(String prefix) {
    this.prefix = prefix;
  }

  String prefix() {
    return prefix;
  }

  ImmutableList<FunctionDef> functions() {
    return ImmutableList.copyOf(functions);
  }

  /**
   * Adds a loop.
   *
   * @param turns how many
   * @param sums what they begin with, and what the results have the shapes of
   * @param constants what every turn reads
   * @return the sums after the last turn
   */
  ImmutableList<Operand<?>> write(
      GraphDraft draft,
      Operand<TInt32> turns,
      ImmutableList<Operand<?>> sums,
      ImmutableList<Operand<?>> constants,
      Loop loop) {
    try (LoopBody body = LoopBody.of(prefix, sums, constants, loop)) {
      return write(draft, turns, sums, constants, body);
    }
  }

  /**
   * Calls a function once. It is neither taken apart nor fused: TensorFlow would fuse its nodes
   * into kernels that round otherwise than those that Java runs, and that reorder the weights at
   * every call (docs/design.md).
   *
   * @param arguments what the draft gives it
   * @param body the function's graph, with its own arguments and results
   * @return the results in the draft
   */
  ImmutableList<Operand<?>> call(
      GraphDraft draft, ImmutableList<Operand<?>> arguments, LoopBody body) {
    count++;
    String name = prefix + "_pass_" + count;
    FunctionWriter written =
        FunctionWriter.call(name, body.draft(), body.arguments(), body.results());
    functions.add(
        written.function().toBuilder()
            .putAttr("_noinline", AttrValue.newBuilder().setB(true).build())
            .build());
    List<DataType> given = new ArrayList<>();
    NodeDef.Builder node =
        NodeDef.newBuilder().setName(draft.name("pass_" + count)).setOp("StatefulPartitionedCall");
    addInputs(node, arguments, given);
    addVariables(draft, node, written, given);
    List<DataType> returned =
        body.results().stream().map(result -> result.asOutput().dataType()).toList();
    draft.add(
        node.putAttr("Tin", Attributes.types(given))
            .putAttr("Tout", Attributes.types(returned))
            .putAttr("f", Attributes.function(name))
            .putAttr("config_proto", ExplainProgram.UNFUSED)
            .build());
    return standIns(draft, node.getName(), 0, body.results());
  }

  /**
   * Does one of two things.
   *
   * @param arguments what either may read
   * @param then what is done where the condition holds
   * @param otherwise what is done elsewhere; gives tensors of the same types
   * @return the results in the draft
   */
  ImmutableList<Operand<?>> choose(
      GraphDraft draft,
      Operand<TBool> condition,
      ImmutableList<Operand<?>> arguments,
      LoopBody then,
      LoopBody otherwise) {
    count++;
    String name = prefix + "_branch_" + count;
    functions.add(branch(name + "_then", then));
    functions.add(branch(name + "_else", otherwise));
    List<DataType> given = new ArrayList<>();
    NodeDef.Builder node =
        NodeDef.newBuilder()
            .setName(draft.name("branch_" + count))
            .setOp("If")
            .addInput(GraphDraft.ref(condition).toString());
    addInputs(node, arguments, given);
    List<DataType> returned =
        then.results().stream().map(result -> result.asOutput().dataType()).toList();
    draft.add(
        node.putAttr("Tcond", Attributes.type(DataType.DT_BOOL))
            .putAttr("Tin", Attributes.types(given))
            .putAttr("Tout", Attributes.types(returned))
            .putAttr("then_branch", Attributes.function(name + "_then"))
            .putAttr("else_branch", Attributes.function(name + "_else"))
            .build());
    return standIns(draft, node.getName(), 0, then.results());
  }

  private static FunctionDef branch(String name, LoopBody body) {
    return FunctionWriter.call(name, body.draft(), body.arguments(), body.results()).function();
  }

  /** The same of a body that has been built. */
  ImmutableList<Operand<?>> write(
      GraphDraft draft,
      Operand<TInt32> turns,
      ImmutableList<Operand<?>> sums,
      ImmutableList<Operand<?>> constants,
      LoopBody body) {
    count++;
    String name = prefix + "_loop_" + count;
    FunctionWriter written =
        FunctionWriter.loop(name + "_body", body.draft(), body.arguments(), body.results());
    FunctionDef condition =
        FunctionWriter.less(name + "_condition", written.function().getSignature());
    functions.add(written.function());
    functions.add(condition);

    List<Operand<?>> given = new ArrayList<>();
    given.add(draft.tf().constant(0));
    given.add(turns);
    given.addAll(sums);
    given.addAll(constants);
    NodeDef.Builder node = NodeDef.newBuilder().setName(draft.name("loop_" + count)).setOp("While");
    List<DataType> types = new ArrayList<>();
    addInputs(node, given, types);
    addVariables(draft, node, written, types);
    draft.add(
        node.putAttr("T", Attributes.types(types))
            .putAttr("body", Attributes.function(name + "_body"))
            .putAttr("cond", Attributes.function(name + "_condition"))
            // More would let turns overlap, and each takes the memory of a gradient.
            .putAttr("parallel_iterations", Attributes.number(1))
            .build());
    return standIns(draft, node.getName(), 2, sums);
  }

  private static void addInputs(
      NodeDef.Builder node, List<Operand<?>> given, List<DataType> types) {
    for (Operand<?> value : given) {
      node.addInput(GraphDraft.ref(value).toString());
      types.add(value.asOutput().dataType());
    }
  }

  private static void addVariables(
      GraphDraft draft, NodeDef.Builder node, FunctionWriter written, List<DataType> types) {
    for (NodeDef handle : written.handles()) {
      String copy = draft.variable(handle);
      node.addInput(copy);
      types.add(DataType.DT_RESOURCE);
    }
  }

  /** What stands for a node's outputs, from the first one asked for. */
  private static ImmutableList<Operand<?>> standIns(
      GraphDraft draft, String node, int first, List<? extends Operand<?>> like) {
    ImmutableList.Builder<Operand<?>> results = ImmutableList.builder();
    for (int i = 0; i < like.size(); i++) {
      Operand<?> result = draft.standIn(like.get(i).asOutput().dataType(), like.get(i).shape());
      draft.replace(GraphDraft.ref(result), new TensorRef(node, first + i));
      results.add(result);
    }
    return results.build();
  }
}
