package io.github.tfsaliency.spark;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * What a row gets: an explanation, or an error alone.
 *
 * @param map the values in row-major order; null in the format {@code png}
 * @param shape of the map, without a batch dimension
 * @param png a picture of the map; null in the format {@code map}
 * @param target the index that was explained, -1 where that is no single one
 * @param label of the target, if the model has one
 * @param score of the target
 * @param gap what the map sums to less what it should; null where its sum means nothing
 * @param warnings what stands against the map
 * @param record as JSON
 * @param error why there is no map
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
