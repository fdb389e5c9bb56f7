package io.github.tfsaliency.graph.savedmodel;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.message.Message;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** A value that an input has in all samples. */
public sealed interface FixedInput {

  /**
   * One value, in the type that the input has.
   *
   * @param text a number, {@code true} or {@code false}, or any text for an input of strings
   */
  record Text(String text) implements FixedInput {}

  /**
   * Numbers.
   *
   * @param values in row-major order
   * @param sizes of their array
   */
  record Numbers(ImmutableDoubleArray values, ImmutableList<Long> sizes) implements FixedInput {
    /**
     * Copies an array.
     *
     * @param array of finite numbers
     * @return the same numbers
     * @throws IllegalArgumentException if a number is not finite
     */
    public static Numbers of(FloatNdArray array) {
      ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
      array
          .scalars()
          .forEach(
              value -> {
                checkArgument(
                    Float.isFinite(value.getFloat()),
                    "An input cannot be fixed to %s.",
                    value.getFloat());
                values.add(value.getFloat());
              });
      ImmutableList.Builder<Long> sizes = ImmutableList.builder();
      for (long size : array.shape().asArray()) {
        sizes.add(size);
      }
      return new Numbers(values.build(), sizes.build());
    }

    Shape shape() {
      return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
    }

    @Override
    public String toString() {
      return Message.of("an array of shape %s", sizes);
    }
  }
}
