package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Attribution;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one of many inputs: its map, or why there is none.
 *
 * @param <T> what the inputs were given as
 */
public final class Outcome<T> {
  private final T source;
  private final @Nullable Attribution map;
  private final @Nullable RuntimeException failure;

  private Outcome(T source, @Nullable Attribution map, @Nullable RuntimeException failure) {
    this.source = source;
    this.map = map;
    this.failure = failure;
  }

  static <T> Outcome<T> of(T source, Attribution map) {
    return new Outcome<>(source, map, null);
  }

  static <T> Outcome<T> failed(T source, RuntimeException failure) {
    return new Outcome<>(source, null, failure);
  }

  /**
   * The input.
   *
   * @return as it was given
   */
  public T source() {
    return source;
  }

  /**
   * The map of the input.
   *
   * @return empty if there is none
   */
  public Optional<Attribution> map() {
    return Optional.ofNullable(map);
  }

  /**
   * Why there is no map.
   *
   * @return empty if there is one
   */
  public Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * The map, or the failure thrown.
   *
   * @return the map of the input
   */
  public Attribution orElseThrow() {
    if (failure != null) {
      throw failure;
    }
    return requireNonNull(map);
  }

  @Override
  public String toString() {
    return source + ": " + (failure == null ? requireNonNull(map) : failure.getMessage());
  }
}
