package io.github.tfsaliency.cli.input;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;

/**
 * An input of a model.
 *
 * @param name what the signature calls it
 * @param type for example {@code float}, {@code int64} or {@code bool}
 * @param shape {@code [N, ...]} with -1 for free dimensions, or of unknown rank
 * @param texts what an input of strings may be: the text at place i is fed as i; empty for numbers
 */
record Slot(String name, String type, Shape shape, ImmutableList<String> texts) {
  static Slot of(Model model, String name) {
    return new Slot(name, model.inputType(name), model.inputShape(name), model.texts(name));
  }

  boolean takesTexts() {
    return !texts.isEmpty();
  }

  boolean takesIntegers() {
    return !takesTexts() && (type.startsWith("int") || type.startsWith("uint"));
  }

  boolean takesTruths() {
    return type.equals("bool");
  }

  boolean hasRank() {
    return !shape.isUnknown();
  }

  /** The shape of one sample; free dimensions are -1. */
  Shape sample() {
    return shape.numDimensions() == 0 ? shape : shape.tail();
  }

  /** {@code [?, 5]}. */
  String shapeText() {
    return shape.isUnknown()
        ? "any shape"
        : Arrays.stream(shape.asArray())
            .mapToObj(size -> size == Shape.UNKNOWN_SIZE ? "?" : Long.toString(size))
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
