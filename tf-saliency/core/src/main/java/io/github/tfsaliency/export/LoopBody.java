package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;

/**
 * The graph of one turn of a loop.
 *
 * @param draft the graph
 * @param arguments the turn, the number of turns, the sums and what is constant
 * @param results the same after the turn
 */
record LoopBody(
    GraphDraft draft, ImmutableList<Operand<?>> arguments, ImmutableList<Operand<?>> results)
    implements AutoCloseable {

  /**
   * Builds a turn.
   *
   * @param sums of the types of the loop's sums
   * @param constants of the types and shapes of what every turn reads
   */
  static LoopBody of(
      String scope,
      ImmutableList<Operand<?>> sums,
      ImmutableList<Operand<?>> constants,
      Loop loop) {
    return of(scope, sums.stream().map(sum -> sum.asOutput().dataType()).toList(), constants, loop);
  }

  /** The same of sums whose shapes are not known yet. */
  static LoopBody of(
      String scope, List<DataType> sumTypes, ImmutableList<Operand<?>> constants, Loop loop) {
    GraphDraft draft = new GraphDraft(scope);
    try {
      List<Operand<?>> arguments = new ArrayList<>();
      Operand<TInt32> turn = Casts.typed(draft.standIn(DataType.DT_INT32, Shape.scalar()));
      arguments.add(turn);
      arguments.add(draft.standIn(DataType.DT_INT32, Shape.scalar()));
      ImmutableList.Builder<Operand<?>> sums = ImmutableList.builder();
      sumTypes.forEach(type -> sums.add(draft.standIn(type, Shape.unknown())));
      ImmutableList.Builder<Operand<?>> same = ImmutableList.builder();
      constants.forEach(
          constant -> same.add(draft.standIn(constant.asOutput().dataType(), constant.shape())));
      arguments.addAll(sums.build());
      arguments.addAll(same.build());
      List<Operand<?>> results = new ArrayList<>();
      results.add(draft.tf().math.add(turn, draft.tf().constant(1)));
      results.add(arguments.get(1));
      results.addAll(loop.turn(draft, turn, sums.build(), same.build()));
      results.addAll(same.build());
      return new LoopBody(draft, ImmutableList.copyOf(arguments), ImmutableList.copyOf(results));
    } catch (RuntimeException e) {
      draft.close();
      throw e;
    }
  }

  /** What a function computes. */
  @FunctionalInterface
  interface Function {
    /**
     * Adds it to the function's graph.
     *
     * @param body the graph
     * @param arguments what it is given
     * @return what it returns
     */
    List<Operand<?>> body(GraphDraft body, ImmutableList<Operand<?>> arguments);
  }

  /**
   * Builds a function that is no loop's.
   *
   * @param given of the types and shapes of its arguments
   */
  static LoopBody function(String scope, ImmutableList<Operand<?>> given, Function function) {
    GraphDraft draft = new GraphDraft(scope);
    try {
      ImmutableList.Builder<Operand<?>> arguments = ImmutableList.builder();
      given.forEach(
          value -> arguments.add(draft.standIn(value.asOutput().dataType(), value.shape())));
      ImmutableList<Operand<?>> all = arguments.build();
      return new LoopBody(draft, all, ImmutableList.copyOf(function.body(draft, all)));
    } catch (RuntimeException e) {
      draft.close();
      throw e;
    }
  }

  @Override
  public void close() {
    draft.close();
  }
}
