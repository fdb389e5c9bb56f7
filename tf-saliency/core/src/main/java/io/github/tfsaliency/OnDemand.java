package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkState;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Something of a model that is loaded when it is first asked for, and closed with the model.
 *
 * @param <T> what it is
 */
final class OnDemand<T> implements AutoCloseable {
  private final Path directory;
  private final Supplier<Optional<T>> load;
  private final Consumer<T> end;
  private Optional<T> loaded = Optional.empty();
  private boolean asked;
  private boolean closed;

  /**
   * Something that is not loaded yet.
   *
   * @param directory the model's folder
   * @param load gives nothing where the model has no such thing
   * @param end closes it
   */
  OnDemand(Path directory, Supplier<Optional<T>> load, Consumer<T> end) {
    this.directory = directory;
    this.load = load;
    this.end = end;
  }

  /** Nothing, whenever it is asked for. */
  static <T> OnDemand<T> none(Path directory) {
    return new OnDemand<>(directory, Optional::empty, nothing -> {});
  }

  synchronized Optional<T> get() {
    checkState(
        !closed,
        "The model '%s' is closed.\nMaybe compute inside the try block that loads it.",
        directory);
    if (!asked) {
      loaded = load.get();
      asked = true;
    }
    return loaded;
  }

  @Override
  public synchronized void close() {
    closed = true;
    loaded.ifPresent(end);
  }
}
