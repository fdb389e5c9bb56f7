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

  /** What is asked of the model once it is loaded. */
  enum Question {
    /** A prediction and a map. */
    MAP,
    /** The map that the model's own signature {@code explain} computes. */
    OWN_EXPLANATION,
    /** An export, and the map that it computes. */
    EXPORT
  }

  /** What is asked of the model. */
  default Question question() {
    return Question.MAP;
  }

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
