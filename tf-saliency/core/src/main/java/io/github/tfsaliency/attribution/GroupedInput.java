package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import org.tensorflow.ndarray.Shape;

/**
 * An input whose features are grouped.
 *
 * @param name the input's name in the model
 * @param sample the shape of one sample, channels last: {@code [F]}, {@code [L, C]}, {@code [H, W,
 *     C]}, or {@code []} for an input of one number
 * @param columns the names of the F features or of the C channels, in order; empty if there are no
 *     names. One-hot columns are named {@code NAME=VALUE}; all columns of one NAME are one feature
 * @since 0.1.0
 */
public record GroupedInput(String name, Shape sample, ImmutableList<String> columns) {
  /**
   * Checks the sizes.
   *
   * @param name the input's name in the model
   * @param sample the shape of one sample
   * @param columns the names of its features, or of its channels
   * @throws IllegalArgumentException if the number of names is wrong, a name occurs twice, or a
   *     size is unknown
   */
  public GroupedInput {
    requireNonNull(name, "name");
    checkArgument(
        !sample.hasUnknownDimension() && sample.size() > 0 && sample.size() <= Integer.MAX_VALUE,
        "The features of the input '%s' cannot be counted: a sample has the shape %s.",
        name,
        sample);
    int rank = sample.numDimensions();
    long named = rank == 0 ? 1 : sample.get(rank - 1);
    checkArgument(
        columns.isEmpty() || columns.size() == named,
        "There are %s names of columns for %s features or channels of the input '%s' (shape %s).",
        columns.size(),
        named,
        name,
        sample);
    checkArgument(
        columns.stream().distinct().count() == columns.size(),
        "Two columns of the input '%s' have the same name, among %s.",
        name,
        columns);
  }

  /**
   * An input without names of columns.
   *
   * @param name the input's name in the model
   * @param sample the shape of one sample
   * @return the input
   * @throws IllegalArgumentException if a size is not known
   */
  public static GroupedInput of(String name, Shape sample) {
    return new GroupedInput(name, sample, ImmutableList.of());
  }

  /** How many values a sample has. */
  int size() {
    return Math.toIntExact(sample.size());
  }

  /** How many channels a place has. */
  int channels() {
    int rank = sample.numDimensions();
    return rank < 2 ? 1 : Math.toIntExact(sample.get(rank - 1));
  }

  /** How many features that are numbered. */
  int places() {
    return size() / channels();
  }
}
