package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that is shared in this process: the first user loads it, and the last user closes it. Use
 * it for independent tasks, such as those of a cluster's worker.
 *
 * <pre>{@code
 * try (SharedModel shared = SharedModel.of(Model.from(folder))) {
 *   return Saliency.of(shared.model()).method(method).compute(picture);
 * }
 * }</pre>
 *
 * <p>Two loaders get the same model if they name the same folder, by any path, and make the same
 * choices. The files are read once. If the files are replaced, new handles get the old model until
 * its last handle is closed. A folder with another name, or a link that leads elsewhere, is another
 * model.
 *
 * <p>Many threads may use it at the same time.
 *
 * @since 0.1.0
 */
public final class SharedModel implements AutoCloseable {
  /** The models with open handles, by folder and choices. */
  private static final Map<Object, Loaded> LOADED = new HashMap<>();

  /** A model, and how many handles it has. */
  private static final class Loaded {
    private int handles;
    private @Nullable Model model;

    /** Those who ask at the same time wait for the first of them. */
    synchronized Model model(ModelLoader loader) {
      if (model == null) {
        model = loader.load();
      }
      return model;
    }
  }

  private final Object key;
  private final Model model;
  private boolean closed;

  private SharedModel(Object key, Model model) {
    this.key = key;
    this.model = model;
  }

  /**
   * Returns a handle of a model, and loads the model if it is not loaded yet.
   *
   * @param loader names the folder and the choices
   * @return a handle, to be closed
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link ModelLoader#load}
   */
  public static SharedModel of(ModelLoader loader) {
    Object key = loader.key();
    Loaded loaded;
    synchronized (LOADED) {
      loaded = LOADED.computeIfAbsent(key, any -> new Loaded());
      loaded.handles++;
    }
    try {
      return new SharedModel(key, loaded.model(loader));
    } catch (RuntimeException | Error e) {
      var unused = letGo(key);
      throw e;
    }
  }

  /**
   * The model. The last handle closes it; do not close it directly.
   *
   * @return the same for all handles
   * @throws IllegalStateException if this handle is closed
   */
  public synchronized Model model() {
    checkState(
        !closed,
        "The handle of the shared model '%s' is closed.\n"
            + "Maybe compute inside the try block that opens it.",
        model.directory());
    return model;
  }

  /** Closes this handle. The last handle closes the model. Closing again does nothing. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    if (letGo(key)) {
      model.close();
    }
  }

  /** Whether nobody holds the model any more. */
  private static boolean letGo(Object key) {
    synchronized (LOADED) {
      Loaded loaded = requireNonNull(LOADED.get(key));
      loaded.handles--;
      if (loaded.handles > 0) {
        return false;
      }
      LOADED.remove(key);
      return true;
    }
  }
}
