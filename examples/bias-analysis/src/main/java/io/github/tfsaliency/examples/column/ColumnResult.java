package io.github.tfsaliency.examples.column;

import java.util.List;

/**
 * The results of the table.
 *
 * @param effects how far the score moves, by numeric column
 * @param shares how much of each method's maps lies on the temperature
 */
record ColumnResult(List<Effect> effects, List<Shares> shares) {
  /**
   * A column whose values are exchanged for those of other rows.
   *
   * @param column its name
   * @param changes of the score, for each row, without their sign
   */
  @SuppressWarnings("ArrayRecordComponent") // Kept as JSON, and compared by nobody.
  record Effect(String column, double[] changes) {}

  /**
   * The maps of a method.
   *
   * @param title the method
   * @param encodings by zero, as {@link Zero#COMPARED}; of each by temperature, and by row: the
   *     share of |A| on the temperature
   */
  record Shares(String title, List<List<double[]>> encodings) {}
}
