package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/**
 * The model that a server explains now, to be replaced by a newer one without a failed request.
 *
 * <pre>{@code
 * ModelHolder holder = ModelHolder.of(Model.load(folder));
 * Attribution map = holder.use(model -> Saliency.of(model).method(method).compute(picture));
 * holder.swap(Model.load(newer)); // requests that run end with the old model, which is then closed
 * }</pre>
 *
 * <p>Owns the models that it is given. May be used from many threads.
 */
public final class ModelHolder implements AutoCloseable {
  /** A model with those who use it. */
  private static final class Held {
    private final Model model;
    private int users;
    private boolean retired;

    Held(Model model) {
      this.model = requireNonNull(model, "model");
    }
  }

  private Held current;
  private boolean closed;

  private ModelHolder(Model first) {
    current = new Held(first);
  }

  /**
   * Holds a model.
   *
   * @param first to be closed by this holder
   * @return the holder, to be closed
   */
  public static ModelHolder of(Model first) {
    return new ModelHolder(first);
  }

  /**
   * Does something with the present model, which stays open until that has ended, whatever is
   * swapped in the meantime.
   *
   * @param computation gets the model; must not keep it, and gives nothing that still needs it,
   *     such as a stream that is read later
   * @param <R> what it gives
   * @return what it gives
   * @throws IllegalStateException if the holder is closed
   */
  public <R> R use(Function<? super Model, R> computation) {
    requireNonNull(computation, "computation");
    Held held = acquire();
    try {
      return computation.apply(held.model);
    } finally {
      release(held);
    }
  }

  /**
   * Takes a newer model. Uses that begin from now on get it; those that run keep the old one, which
   * is closed when the last of them ends. Waits for nobody.
   *
   * @param next another model, to be closed by this holder
   * @throws IllegalArgumentException if it is the present one
   * @throws IllegalStateException if the holder is closed; the model is then still the caller's
   */
  public void swap(Model next) {
    Held fresh = new Held(next);
    Held old;
    synchronized (this) {
      requireOpen();
      checkArgument(next != current.model, "The model '%s' is held already.", next.directory());
      old = current;
      current = fresh;
    }
    retire(old);
  }

  /**
   * Takes no new uses, and closes the model when the last one ends. Waits for nobody; closing again
   * does nothing.
   */
  @Override
  public void close() {
    Held last;
    synchronized (this) {
      closed = true;
      last = current;
    }
    retire(last);
  }

  private synchronized Held acquire() {
    requireOpen();
    current.users++;
    return current;
  }

  private void release(Held held) {
    synchronized (this) {
      held.users--;
    }
    closeWhenIdle(held);
  }

  private void retire(Held held) {
    synchronized (this) {
      held.retired = true;
    }
    closeWhenIdle(held);
  }

  /** Not under the lock: freeing a model takes time, and requests go on meanwhile. */
  private void closeWhenIdle(Held held) {
    boolean idle;
    synchronized (this) {
      idle = held.retired && held.users == 0;
    }
    if (idle) {
      held.model.close();
    }
  }

  private void requireOpen() {
    checkState(
        !closed,
        "The holder of the model '%s' is closed.\nMaybe end all requests before it is closed.",
        current.model.directory());
  }
}
