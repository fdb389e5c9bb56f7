package io.github.tfsaliency.segment;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The segments of an image: for each pixel the number of its segment.
 *
 * <p>Segments are numbered from 0 in the order of their first pixels, row by row. So two partitions
 * are equal if they group the same pixels, even if their original numbers differ. A pixel may
 * belong to no segment: it is never hidden and gets nothing.
 *
 * <p>Immutable, with equality. It is also a {@link Segmentation}, which gives every image of its
 * size these segments.
 *
 * @since 0.1.0
 */
public final class Segments extends Value implements Segmentation {
  private static final long serialVersionUID = 1;

  /** The label of pixels that belong to no segment. */
  public static final int NONE = -1;

  private final int height;
  private final int width;
  private final int[] labels;
  private final int count;

  private Segments(int height, int width, int[] labels, int count) {
    checkArgument(
        height > 0 && width > 0 && (long) height * width == labels.length,
        "An image of %s rows and %s columns cannot have %s pixels.",
        height,
        width,
        labels.length);
    int known = 0;
    for (int label : labels) {
      known += label == known ? 1 : 0;
      checkArgument(
          label >= NONE && label < known,
          "The segment %s does not come after all segments with smaller numbers.",
          label);
    }
    checkArgument(known > 0, "No pixel belongs to a segment.");
    checkArgument(known == count, "There are %s segments, not %s.", known, count);
    this.height = height;
    this.width = width;
    this.labels = requireNonNull(labels, "labels");
    this.count = count;
  }

  /**
   * Segments by their numbers.
   *
   * @param labels {@code [H][W]}, the same number for all pixels of a segment; negative for pixels
   *     without a segment
   * @return the segments, renumbered
   * @throws IllegalArgumentException if there are no pixels, rows differ in length, or no pixel
   *     belongs to a segment
   */
  public static Segments of(int[][] labels) {
    checkArgument(labels.length > 0 && labels[0].length > 0, "Segments need at least one pixel.");
    int width = labels[0].length;
    int[] flat = new int[labels.length * width];
    for (int row = 0; row < labels.length; row++) {
      checkArgument(
          labels[row].length == width,
          "Row %s of the segments has %s columns, the first row has %s.",
          row,
          labels[row].length,
          width);
      System.arraycopy(labels[row], 0, flat, row * width, width);
    }
    return of(labels.length, width, flat);
  }

  /** Segments by their numbers in row-major order. */
  static Segments of(int height, int width, int... labels) {
    Map<Integer, Integer> numbers = new HashMap<>();
    int[] contiguous = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      contiguous[i] =
          labels[i] < 0 ? NONE : numbers.computeIfAbsent(labels[i], any -> numbers.size());
    }
    return new Segments(height, width, contiguous, numbers.size());
  }

  /**
   * Rectangles of nearly equal size.
   *
   * @param height the height of the image
   * @param width the width of the image
   * @param rows the number of rows of rectangles
   * @param columns the number of columns of rectangles
   * @return {@code rows * columns} segments
   * @throws IllegalArgumentException if there are more rows or columns than pixels in that
   *     direction
   */
  public static Segments grid(int height, int width, int rows, int columns) {
    checkArgument(
        rows > 0 && columns > 0 && rows <= height && columns <= width,
        "An image of %s rows and %s columns cannot be cut into %s rows and %s columns.",
        height,
        width,
        rows,
        columns);
    int[] labels = new int[height * width];
    for (int i = 0; i < labels.length; i++) {
      long row = (long) (i / width) * rows / height;
      long column = (long) (i % width) * columns / width;
      labels[i] = (int) (row * columns + column);
    }
    return of(height, width, labels);
  }

  /**
   * The number of rows of the image.
   *
   * @return one or more
   */
  public int height() {
    return height;
  }

  /**
   * The number of columns of the image.
   *
   * @return one or more
   */
  public int width() {
    return width;
  }

  /**
   * The number of segments.
   *
   * @return one or more
   */
  public int count() {
    return count;
  }

  /**
   * The segment of a pixel.
   *
   * @param row from 0
   * @param column from 0
   * @return less than {@link #count}, or {@link #NONE}
   * @throws IndexOutOfBoundsException if there is no such pixel
   */
  public int label(int row, int column) {
    return labels[Objects.checkIndex(row, height) * width + Objects.checkIndex(column, width)];
  }

  /**
   * The segment of a pixel.
   *
   * @param pixel its number in row-major order
   * @return less than {@link #count}, or {@link #NONE}
   */
  public int label(int pixel) {
    return labels[pixel];
  }

  /**
   * The indices of the pixels of each segment, ascending.
   *
   * @return one array for each segment
   */
  public int[][] pixels() {
    int[] sizes = new int[count];
    for (int label : labels) {
      if (label >= 0) {
        sizes[label]++;
      }
    }
    int[][] pixels = new int[count][];
    Arrays.setAll(pixels, label -> new int[sizes[label]]);
    for (int i = labels.length - 1; i >= 0; i--) {
      if (labels[i] >= 0) {
        pixels[labels[i]][--sizes[labels[i]]] = i;
      }
    }
    return pixels;
  }

  /**
   * The segments as groups of features, for sums over maps and for methods that hide parts.
   *
   * @return the groups {@code segment 0}, {@code segment 1}, ..., and {@code rest} for pixels
   *     without a segment, if there are any; from a mask {@code [H, W]}
   */
  public FeatureGroups groups() {
    int[] numbers = labels.clone();
    List<String> names = new ArrayList<>();
    for (int label = 0; label < count; label++) {
      names.add("segment " + label);
    }
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = numbers[i] == NONE ? count : numbers[i];
    }
    if (Arrays.stream(numbers).anyMatch(number -> number == count)) {
      names.add("rest");
    }
    return FeatureGroups.ofMask(
        NdArrays.wrap(Shape.of(height, width), DataBuffers.of(numbers, true, false)), names);
  }

  @Override
  public Segments segment(float[] pixels, int imageHeight, int imageWidth, int channels) {
    checkArgument(
        imageHeight == height && imageWidth == width,
        "The segments have %s rows and %s columns, the image has %s and %s.\n"
            + "Maybe cut an image of the model's input size.",
        height,
        width,
        imageHeight,
        imageWidth);
    return this;
  }

  @Override
  public String toString() {
    return Message.of("%s segments of %s x %s pixels", count, height, width);
  }
}
