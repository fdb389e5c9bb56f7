package io.github.tfsaliency;

import io.github.tfsaliency.graph.InferenceGraph;
import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * An input that fits the graph.
 *
 * @param values {@code [N, ...]}
 * @param batch whether the caller gave the batch dimension
 */
record InputBatch(FloatNdArray values, boolean batch) {
  static InputBatch of(FloatNdArray input, InferenceGraph graph) {
    Shape expected = graph.inputShape();
    Shape given = input.shape();
    boolean single = !expected.isUnknown() && given.numDimensions() == expected.numDimensions() - 1;
    Shape shape = single ? Shape.of(1).append(given) : given;
    requireFits(given, shape, graph);
    float[] copy = new float[Math.toIntExact(given.size())];
    input.copyTo(DataBuffers.of(copy, false, false));
    requireFinite(copy, given, graph);
    return new InputBatch(NdArrays.wrap(shape, DataBuffers.of(copy, true, false)), !single);
  }

  private static void requireFits(Shape given, Shape shape, InferenceGraph graph) {
    Shape expected = graph.inputShape();
    boolean fits = shape.numDimensions() > 0 && shape.size() > 0;
    if (!expected.isUnknown()) {
      fits &= shape.numDimensions() == expected.numDimensions();
      for (int i = 0; fits && i < shape.numDimensions(); i++) {
        fits = expected.get(i) == Shape.UNKNOWN_SIZE || expected.get(i) == shape.get(i);
      }
    }
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              "The input of shape %s does not fit the input '%s' of signature '%s', which takes %s.\n"
                  + "Maybe resize it, or add or remove the batch dimension.",
              text(given), graph.inputName(), graph.signature(), text(expected)));
    }
  }

  private static void requireFinite(float[] values, Shape shape, InferenceGraph graph) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            String.format(
                "The input '%s' is %s at index %s.\n"
                    + "Maybe a division by zero or a missing value in the preprocessing.",
                graph.inputName(), values[i], index(i, shape)));
      }
    }
  }

  private static String index(int flat, Shape shape) {
    long rest = flat;
    long[] index = new long[shape.numDimensions()];
    for (int i = index.length - 1; i >= 0; i--) {
      index[i] = rest % shape.get(i);
      rest /= shape.get(i);
    }
    return Arrays.toString(index);
  }

  /** {@code [?, 224, 224, 3]}. */
  static String text(Shape shape) {
    return shape.isUnknown()
        ? "any shape"
        : Arrays.stream(shape.asArray())
            .mapToObj(size -> size == Shape.UNKNOWN_SIZE ? "?" : Long.toString(size))
            .toList()
            .toString();
  }
}
