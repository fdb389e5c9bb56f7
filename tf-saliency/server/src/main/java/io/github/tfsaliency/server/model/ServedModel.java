package io.github.tfsaliency.server.model;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.MapMaker;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelHolder;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.server.answer.Refusal;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model under the name that requests use, loaded in the background and replaced by newer ones.
 * Many threads may use it at the same time.
 */
public final class ServedModel implements AutoCloseable {
  private final String name;
  private final ModelLoader loader;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable ModelHolder holder;
  private volatile @Nullable TensorTypes types;
  private volatile boolean closed;

  /** Of the files as they were when the model was loaded. */
  private final Map<Model, Recorder> recorders = new MapMaker().weakKeys().makeMap();

  /**
   * A model that is not loaded yet.
   *
   * @param name in paths
   * @param loader loads it, now and whenever its files have changed
   */
  public ServedModel(String name, ModelLoader loader) {
    this.name = name;
    this.loader = loader;
  }

  /** The name in paths. */
  public String name() {
    return name;
  }

  ModelLoader loader() {
    return loader;
  }

  /** Whether it can be asked. */
  public boolean isReady() {
    return holder != null && !closed;
  }

  /**
   * Loads the files as they are now. Requests that run end with the model that they began with; the
   * new one takes its place only once it is whole.
   *
   * @throws io.github.tfsaliency.attribution.SaliencyException if it cannot be loaded; then the old
   *     one stays
   * @throws Refusal if another thread is loading it
   */
  public void load() {
    if (!loading.tryLock()) {
      throw Refusal.of(
          Refusal.FULL, "The model '%s' is being loaded.\nMaybe ask again later.", name);
    }
    try {
      TensorTypes newTypes = TensorTypes.of(loader);
      Model loaded = loader.load();
      recorders.put(loaded, Recorder.of(loaded));
      ModelHolder held = holder;
      types = newTypes;
      if (closed) {
        loaded.close();
      } else if (held == null) {
        holder = ModelHolder.of(loaded);
      } else {
        held.swap(loaded);
      }
    } finally {
      loading.unlock();
    }
  }

  /**
   * Does something with the present model, which stays open until that has ended.
   *
   * @param request gets the model
   * @return what it gives
   * @throws Refusal if the model is not loaded yet, or the server stops
   */
  public <R> R use(Function<? super Model, R> request) {
    ModelHolder held = holder;
    if (held == null || closed) {
      throw Refusal.of(
          Refusal.UNAVAILABLE,
          closed
              ? "The server stops, so the model '%s' takes no new requests."
              : "The model '%s' is still being loaded.\nMaybe ask again in a moment.",
          name);
    }
    return held.use(request);
  }

  /**
   * Makes records of explanations.
   *
   * @param model that {@link #use} lent
   */
  public Recorder recorder(Model model) {
    return requireNonNull(recorders.get(model));
  }

  /** How the model's tensors are called and typed. */
  public TensorTypes types() {
    TensorTypes known = types;
    return known == null ? TensorTypes.none() : known;
  }

  @Override
  public void close() {
    closed = true;
    ModelHolder held = holder;
    if (held != null) {
      held.close();
    }
  }
}
