package io.github.tfsaliency.display;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.image.Picture;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * One sample as a person knows it: the words behind ids, the columns behind numbers. It decides how
 * the sample's map is drawn.
 *
 * <p>Arrays are without the batch dimension.
 */
public sealed interface InputView {
  /**
   * A photograph.
   *
   * @param picture as it was read, of any size; the map has the model's size, {@code [H, W, C]}
   */
  record Photograph(Picture picture) implements InputView {}

  /**
   * A row of a table.
   *
   * @param columns the names of the features, in the order of the map
   * @param values what the row has in each column, as it was read: a number or a category
   */
  record Row(ImmutableList<String> columns, ImmutableList<String> values) implements InputView {}

  /**
   * Values that follow each other at equal distances.
   *
   * @param values {@code [T, C]} in the model's units
   * @param channels the names of the C channels
   */
  record Series(FloatNdArray values, ImmutableList<String> channels) implements InputView {}

  /**
   * A text.
   *
   * @param tokens the pieces of the text in the order of the map, padding included
   * @param special whether a token stands for no part of the text, such as {@code [CLS]} or padding
   */
  record Text(ImmutableList<String> tokens, ImmutableList<Boolean> special) implements InputView {}

  /**
   * A sound. Its map is one of the samples, {@code [T]} or {@code [T, 1]}.
   *
   * @param samples -1 to 1
   * @param rate samples a second
   */
  record Sound(ImmutableDoubleArray samples, double rate) implements InputView {}

  /**
   * What is known of no kind: drawn by its shape, such as {@code [D, H, W, C]} as slices.
   *
   * @param values in the model's units
   */
  record Numbers(FloatNdArray values) implements InputView {}
}
