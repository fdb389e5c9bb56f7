package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.TensorRef;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TInt32;

/**
 * Writes loops as functions, one turn after another: whatever the number of turns, the memory is
 * that of one.
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
        FunctionWriter.write(name + "_body", body.draft(), body.arguments(), body.results());
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
    for (Operand<?> value : given) {
      node.addInput(GraphDraft.ref(value).toString());
      types.add(value.asOutput().dataType());
    }
    for (NodeDef handle : written.handles()) {
      String copy = draft.name("loop_" + count + "/variable");
      draft.add(handle.toBuilder().setName(copy).build());
      node.addInput(copy);
      types.add(DataType.DT_RESOURCE);
    }
    draft.add(
        node.putAttr("T", Attributes.types(types))
            .putAttr("body", Attributes.function(name + "_body"))
            .putAttr("cond", Attributes.function(name + "_condition"))
            // More would let turns overlap, and each takes the memory of a gradient.
            .putAttr("parallel_iterations", Attributes.number(1))
            .build());
    ImmutableList.Builder<Operand<?>> results = ImmutableList.builder();
    for (int i = 0; i < sums.size(); i++) {
      Shape shape = sums.get(i).shape();
      Operand<?> result = draft.standIn(types.get(2 + i), shape);
      draft.replace(GraphDraft.ref(result), new TensorRef(node.getName(), 2 + i));
      results.add(result);
    }
    return results.build();
  }
}
