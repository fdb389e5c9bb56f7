package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkState;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** The explanation in a model's folder, looked for when it is first asked for. */
final class OwnExplanation implements AutoCloseable {
  private final Path directory;
  private final Supplier<Optional<Explanation>> search;
  private Optional<Explanation> found = Optional.empty();
  private boolean searched;
  private boolean closed;

  OwnExplanation(Path directory, Supplier<Optional<Explanation>> search) {
    this.directory = directory;
    this.search = search;
  }

  synchronized Optional<Explanation> get() {
    checkState(
        !closed,
        "The model '%s' is closed.\nMaybe compute inside the try block that loads it.",
        directory);
    if (!searched) {
      found = search.get();
      searched = true;
    }
    return found;
  }

  @Override
  public synchronized void close() {
    closed = true;
    found.ifPresent(Explanation::close);
  }
}
