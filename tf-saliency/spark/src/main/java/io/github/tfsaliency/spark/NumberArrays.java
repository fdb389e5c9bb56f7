package io.github.tfsaliency.spark;

import com.google.common.primitives.Floats;
import io.github.tfsaliency.message.Checks;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Numbers of a row as an array: lists of lists, or one list in row-major order. */
final class NumberArrays {
  private final List<Integer> sizes = new ArrayList<>();
  private final List<Float> values = new ArrayList<>();

  private NumberArrays() {}

  /**
   * Makes a sample of numbers.
   *
   * @param numbers a list of numbers or of lists
   * @param input the shape of the model's input, {@code [N, ...]} or unknown
   * @return {@code [...]}, as the lists are nested; of one list the shape of the model's input
   * @throws IllegalArgumentException if a value is missing, lists differ in size, or there are not
   *     as many numbers as the model takes
   */
  static FloatNdArray of(List<?> numbers, Shape input) {
    NumberArrays array = new NumberArrays();
    array.add(numbers, 0);
    float[] values = Floats.toArray(array.values);
    return NdArrays.wrap(
        shape(array.sizes, values.length, input), DataBuffers.of(values, false, false));
  }

  private void add(List<?> items, int depth) {
    if (depth == sizes.size() && values.isEmpty()) {
      sizes.add(items.size());
    }
    requireArray(depth < sizes.size() && sizes.get(depth) == items.size());
    for (@Nullable Object item : items) {
      if (item == null) {
        throw new IllegalArgumentException("A value of the array is null.");
      }
      if (item instanceof Number number) {
        requireArray(depth + 1 == sizes.size());
        values.add(number.floatValue());
      } else {
        add(Lists.of(item), depth + 1);
      }
    }
  }

  private static void requireArray(boolean isArray) {
    Checks.checkArgument(
        isArray,
        "Lists at the same level have different lengths or depths, so they are not an array.");
  }

  private static Shape shape(List<Integer> sizes, int count, Shape input) {
    if (sizes.size() > 1 || input.isUnknown() || input.numDimensions() <= 2) {
      return Shape.of(sizes.stream().mapToLong(Integer::longValue).toArray());
    }
    Shape sample = input.tail();
    if (sample.hasUnknownDimension() || sample.size() != count) {
      throw new IllegalArgumentException(
          Message.of(
              "The row has %s numbers in one list, and the model takes samples of shape %s.\n"
                  + "Maybe nest the lists like the model's input.",
              count, sample));
    }
    return sample;
  }
}
