package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;

/** The body of a loop. */
@FunctionalInterface
interface Loop {
  /**
   * Adds the turn to the loop's body.
   *
   * @param body the body's graph
   * @param turn from 0
   * @param sums what the turns before made
   * @param constants what is the same in every turn
   * @return the new sums
   */
  List<Operand<?>> turn(
      GraphDraft body,
      Operand<TInt32> turn,
      ImmutableList<Operand<?>> sums,
      ImmutableList<Operand<?>> constants);
}
