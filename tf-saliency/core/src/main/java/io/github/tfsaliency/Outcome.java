package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Value;
import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result for one of many inputs: its map, or the reason why there is none. Serializable if the
 * input is serializable or is a path of the default file system.
 *
 * @param <T> the type of the inputs
 * @since 0.1.0
 */
public final class Outcome<T> extends Value {
  private static final long serialVersionUID = 1;

  /** Where a path stands for a file, it is a text, which is written as a path is not. */
  private static final class FilePath implements Serializable {
    private static final long serialVersionUID = 1;

    private final String text;
    private final transient @Nullable Path path;

    FilePath(Path path) {
      text = path.toString();
      this.path = path;
    }

    Path path() {
      return path == null ? Path.of(text) : path;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof FilePath that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  private final Object source;
  private final @Nullable Attribution map;
  private final @Nullable RuntimeException failure;

  private Outcome(Object source, @Nullable Attribution map, @Nullable RuntimeException failure) {
    checkArgument((map == null) != (failure == null), "An outcome is a map or a failure.");
    boolean file = source instanceof Path path && path.getFileSystem() == FileSystems.getDefault();
    this.source = file ? new FilePath((Path) source) : source;
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
  @SuppressWarnings("unchecked") // Made of a T, here or in the process that wrote it.
  public T source() {
    return (T) (source instanceof FilePath file ? file.path() : source);
  }

  /**
   * The map of the input.
   *
   * @return the map; empty if the input failed
   */
  public Optional<Attribution> map() {
    return Optional.ofNullable(map);
  }

  /**
   * The reason why there is no map.
   *
   * @return the exception; empty if there is a map
   */
  public Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Returns the map, or throws the failure.
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
    return source() + ": " + (failure == null ? requireNonNull(map) : failure.getMessage());
  }
}
