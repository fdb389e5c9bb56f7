package io.github.tfsaliency.spark;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Suppliers;
import com.google.common.collect.MapMaker;
import com.google.errorprone.annotations.MustBeClosed;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.SharedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The models of this process. A task borrows one, and all tasks have the same. A model stays when
 * no task runs, as the next one comes soon; of those the process keeps a few, and closes them when
 * it ends.
 */
final class SharedModels {
  /** More than a pipeline usually has. */
  private static final int MOST_KEPT = 4;

  /** Handles that keep models open between tasks, the most recently used last. */
  private static final Map<Path, SharedModel> KEPT = new LinkedHashMap<>(16, 0.75f, true);

  /** Of each model that is open; its files are read at the first record. */
  private static final Map<Model, Supplier<Recorder>> RECORDERS =
      new MapMaker().weakKeys().makeMap();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(SharedModels::close, "close-saliency-models"));
  }

  private SharedModels() {}

  /**
   * Borrows a model.
   *
   * @param folder of the SavedModel
   * @return a handle, to be closed when the task has ended
   * @throws io.github.tfsaliency.attribution.SaliencyException if it cannot be loaded
   */
  @MustBeClosed
  static SharedModel borrow(Path folder) {
    ModelLoader loader = Model.from(folder);
    SharedModel borrowed = SharedModel.of(loader);
    keep(folder, loader);
    return borrowed;
  }

  /** The recorder of a model. */
  static Recorder recorder(Model model) {
    return requireNonNull(
            RECORDERS.computeIfAbsent(model, any -> Suppliers.memoize(() -> Recorder.of(model))))
        .get();
  }

  private static void keep(Path folder, ModelLoader loader) {
    List<SharedModel> dropped = new ArrayList<>();
    synchronized (KEPT) {
      if (KEPT.get(folder) == null) {
        KEPT.put(folder, SharedModel.of(loader));
        Iterator<SharedModel> oldest = KEPT.values().iterator();
        while (KEPT.size() > MOST_KEPT) {
          dropped.add(oldest.next());
          oldest.remove();
        }
      }
    }
    // Closing waits for what still runs.
    dropped.forEach(SharedModel::close);
  }

  private static void close() {
    List<SharedModel> all;
    synchronized (KEPT) {
      all = List.copyOf(KEPT.values());
      KEPT.clear();
    }
    all.forEach(SharedModel::close);
  }
}
