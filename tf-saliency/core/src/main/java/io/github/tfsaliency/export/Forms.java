package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.method.Gradient;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Writes forms of methods into graphs: what a form that repeats another asks for it. */
interface Forms {
  /** Adds what a method computes. */
  Explained write(GraphDraft draft, GraphForm form, Feed feed);

  /**
   * Adds one pass.
   *
   * @param reference what the rules compare with
   */
  Explained pass(
      GraphDraft draft,
      GraphForm.Pass pass,
      Feed feed,
      Optional<? extends Operand<TFloat32>> reference);

  /** The inputs that get a map. */
  ImmutableList<String> mapped(GraphForm form, ImmutableList<String> inputs);

  /** The score of the input itself; the gradient that comes with it is not asked for. */
  default Explained score(GraphDraft draft, Feed feed) {
    return write(draft, Gradient.of().graphForm(), feed);
  }
}
