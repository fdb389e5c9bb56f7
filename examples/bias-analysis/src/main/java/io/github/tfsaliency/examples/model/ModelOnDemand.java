package io.github.tfsaliency.examples.model;

import io.github.tfsaliency.Model;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A model that is loaded when a part needs it: never, if all parts are kept. */
public final class ModelOnDemand implements Supplier<Model>, AutoCloseable {
  private final Supplier<Model> loader;
  private @Nullable Model model;

  /**
   * A model that is not loaded yet.
   *
   * @param loader loads it
   */
  public ModelOnDemand(Supplier<Model> loader) {
    this.loader = loader;
  }

  /**
   * Loads it the first time.
   *
   * @return the same each time
   */
  @Override
  public Model get() {
    Model known = model;
    if (known == null) {
      known = loader.get();
      model = known;
    }
    return known;
  }

  /** Closes the model if it was loaded. */
  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
