package io.github.tfsaliency.server.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Loads a model anew when its files have changed: once they are the same at two looks, as a model
 * is not written in one step.
 */
public final class ModelWatch implements AutoCloseable {
  private final ServedModels models;
  private final Duration every;
  private final PrintWriter log;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "model-watch");
            thread.setDaemon(true);
            return thread;
          });

  /** The state of the files that was loaded, by the model's name. */
  private final Map<String, ImmutableMap<String, ImmutableList<Object>>> loaded = new HashMap<>();

  /** The state at the last look. */
  private final Map<String, ImmutableMap<String, ImmutableList<Object>>> seen = new HashMap<>();

  /**
   * A watch that does not run yet.
   *
   * @param every how often it looks
   * @param log gets a line for each model that was loaded, or cannot be
   */
  public ModelWatch(ServedModels models, Duration every, PrintWriter log) {
    this.models = models;
    this.every = every;
    this.log = log;
  }

  /** Takes what is there now for what was loaded, and begins to look. */
  public void start() {
    for (ServedModel model : models.all()) {
      loaded.put(model.name(), state(model));
    }
    var unused =
        clock.scheduleWithFixedDelay(
            this::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Looks once. */
  void look() {
    for (ServedModel model : models.all()) {
      ImmutableMap<String, ImmutableList<Object>> now = state(model);
      boolean isStill = now.equals(seen.put(model.name(), now));
      if (!now.isEmpty() && isStill && !now.equals(loaded.get(model.name()))) {
        loaded.put(model.name(), now);
        load(model);
      }
    }
  }

  private void load(ServedModel model) {
    String what;
    try {
      model.load();
      what = Message.of("The model '%s' was loaded again.", model.name());
    } catch (RuntimeException | OutOfMemoryError e) {
      what =
          Message.of(
              "The model '%s' has changed and cannot be loaded: %s\nThe old one is served on.",
              model.name(), Message.reason(e));
    }
    synchronized (log) {
      log.println(what);
      log.flush();
    }
  }

  /** Where each file lies, how large and how old it is; nothing where that cannot be said. */
  private static ImmutableMap<String, ImmutableList<Object>> state(ServedModel model) {
    ImmutableMap.Builder<String, ImmutableList<Object>> state = ImmutableMap.builder();
    try {
      for (Map.Entry<String, Path> file : model.loader().files().entrySet()) {
        state.put(
            file.getKey(),
            ImmutableList.of(
                file.getValue().toString(),
                Files.size(file.getValue()),
                Files.getLastModifiedTime(file.getValue())));
      }
    } catch (IOException | SaliencyException e) {
      return ImmutableMap.of();
    }
    return state.buildOrThrow();
  }

  @Override
  public void close() {
    var unused = clock.shutdownNow();
  }
}
