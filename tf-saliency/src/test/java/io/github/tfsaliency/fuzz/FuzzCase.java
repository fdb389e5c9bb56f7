package io.github.tfsaliency.fuzz;

import io.github.tfsaliency.ModelLoader;
import java.io.IOException;
import java.nio.file.Path;

/** One hostile model, made of a seed and a number and of nothing else. */
interface FuzzCase {
  /** What was attacked, for the list of failures: a model or an op. */
  String about();

  /** Writes the SavedModel into an empty folder. */
  void writeTo(Path folder) throws IOException;

  /** Chooses signature, input and output. */
  ModelLoader loader(Path folder);

  /**
   * Draws the case anew, if that may lead further: what TensorFlow refuses while it infers shapes
   * never reaches a kernel.
   *
   * @return whether there is a new draw
   */
  default boolean redraw() {
    return false;
  }
}
