package io.github.tfsaliency.spark;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * The result of a row: an explanation, or an error.
 *
 * @param map the values in row-major order; null in the format {@code png}
 * @param shape the shape of the map, without a batch dimension
 * @param png a picture of the map; null in the format {@code map}
 * @param target the explained index; -1 for a target without a single index
 * @param label the label of the target, if the model has one
 * @param score the score of the target
 * @param gap the sum of the map minus the sum that theory requires; null if the sum has no meaning
 * @param warnings the warnings about the map
 * @param record the record as JSON
 * @param error the reason why there is no map
 */
@SuppressWarnings("ArrayRecordComponent") // Spark takes arrays, and nobody compares results.
record Result(
    float @Nullable [] map,
    int @Nullable [] shape,
    byte @Nullable [] png,
    @Nullable Long target,
    @Nullable String label,
    @Nullable Double score,
    @Nullable Double gap,
    @Nullable ImmutableList<String> warnings,
    @Nullable String record,
    @Nullable String error) {
  static Result failed(String error) {
    return new Result(null, null, null, null, null, null, null, null, null, error);
  }
}
