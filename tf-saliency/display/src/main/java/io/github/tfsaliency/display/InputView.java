package io.github.tfsaliency.display;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.image.Picture;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * One sample in a form for people: the words of ids, the columns of numbers. It decides how the
 * sample's map is drawn.
 *
 * <p>Arrays have no batch dimension.
 *
 * @since 0.1.0
 */
public sealed interface InputView {
  /**
   * A photograph.
   *
   * @param picture the original picture, of any size; the map has the model's size, {@code [H, W,
   *     C]}
   */
  record Photograph(Picture picture) implements InputView {}

  /**
   * A row of a table.
   *
   * @param columns the names of the features, in the order of the map
   * @param values the row's original values in each column: numbers or categories
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
   * @param special whether a token belongs to no part of the text, such as {@code [CLS]} or padding
   */
  record Text(ImmutableList<String> tokens, ImmutableList<Boolean> special) implements InputView {}

  /**
   * A sound. Its map has a value for each sample, {@code [T]} or {@code [T, 1]}.
   *
   * @param samples from -1 to 1
   * @param rate samples per second
   */
  record Sound(ImmutableDoubleArray samples, double rate) implements InputView {}

  /**
   * Numbers of no known kind. They are drawn by their shape, such as {@code [D, H, W, C]} as
   * slices.
   *
   * @param values in the model's units
   */
  record Numbers(FloatNdArray values) implements InputView {}
}
