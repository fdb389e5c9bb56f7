package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import org.tensorflow.ndarray.Shape;

/**
 * The output of a model that classifies every pixel, flattened.
 *
 * @param height rows
 * @param width columns
 * @param classes classes at each pixel
 * @param classesFirst whether the pixels of one class follow each other
 */
record PixelOutputs(int height, int width, int classes, boolean classesFirst) {
  /**
   * Reads the sizes off the output's shape.
   *
   * @throws IllegalArgumentException if it is not {@code [N, H, W, classes]}, or {@code [N,
   *     classes, H, W]}
   */
  static PixelOutputs of(Outputs outputs) {
    Shape output = outputs.shape();
    checkArgument(
        output.numDimensions() == 4,
        "The output of shape %s has no pixels: it must be [N, H, W, classes].\n"
            + "Maybe give an index into the flattened output.",
        output);
    Shape last = outputs.channelsFirst() ? ChannelAxis.toLast(output) : output;
    return new PixelOutputs(
        Math.toIntExact(last.get(1)),
        Math.toIntExact(last.get(2)),
        Math.toIntExact(last.get(3)),
        outputs.channelsFirst());
  }

  int index(int row, int column, int classIndex) {
    checkArgument(
        row < height && column < width && classIndex < classes,
        "Row %s, column %s, class %s is outside the output of %s rows, %s columns and %s classes.",
        row,
        column,
        classIndex,
        height,
        width,
        classes);
    return classesFirst
        ? (classIndex * height + row) * width + column
        : (row * width + column) * classes + classIndex;
  }
}
