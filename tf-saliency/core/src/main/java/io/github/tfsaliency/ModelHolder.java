package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/**
 * Holds the model that a server currently uses. It can be replaced by a newer model without any
 * failed request.
 *
 * <pre>{@code
 * ModelHolder holder = ModelHolder.of(Model.load(folder));
 * Attribution map = holder.use(model -> Saliency.of(model).method(method).compute(picture));
 * holder.swap(Model.load(newer)); // requests that run end with the old model, which is then closed
 * }</pre>
 *
 * <p>The holder owns its models and closes them. Many threads may use it at the same time.
 *
 * @since 0.1.0
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
   * @param first the first model; this holder closes it
   * @return the holder, to be closed
   */
  public static ModelHolder of(Model first) {
    return new ModelHolder(first);
  }

  /**
   * Runs a computation with the current model. The model stays open until the computation ends,
   * even if it is swapped in the meantime.
   *
   * @param computation receives the model; must not keep it, and must not return anything that
   *     still needs it, such as a stream that is read later
   * @param <R> the type of the computation's result
   * @return the computation's result
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
   * Replaces the current model. New computations get the new model. Running ones keep the old
   * model, which is closed when the last of them ends. This method does not wait for them.
   *
   * @param next another model; this holder closes it
   * @throws IllegalArgumentException if it is the current model
   * @throws IllegalStateException if the holder is closed; the caller must then close the model
   */
  public void swap(Model next) {
    Held fresh = new Held(next);
    Held old;
    synchronized (this) {
      requireOpen();
      checkArgument(next != current.model, "The model '%s' is already held.", next.directory());
      old = current;
      current = fresh;
    }
    retire(old);
  }

  /**
   * Closes the holder. New computations throw {@link IllegalStateException}. The model is closed
   * when the last running computation ends; this method does not wait for that. Closing again does
   * nothing.
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
