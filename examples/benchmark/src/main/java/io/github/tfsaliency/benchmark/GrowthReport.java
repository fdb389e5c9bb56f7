package io.github.tfsaliency.benchmark;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How time and memory grow.
 *
 * @param date of the run
 * @param commit of the sources, or "unknown"
 * @param machine what it ran on
 * @param points what was measured
 */
record GrowthReport(String date, String commit, Map<String, String> machine, List<Point> points) {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /** What is made larger. */
  enum Axis {
    BATCH("samples at once (EfficientNet-Lite0)"),
    SIDE("side of the picture in pixels (a ResNet50)"),
    MODEL("size of the model in MiB"),
    STEPS("steps of Integrated Gradients (EfficientNet-Lite0)"),
    THREADS("threads (EfficientNet-Lite0)");

    private final String title;

    Axis(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * One process.
   *
   * @param axis what is made larger
   * @param at how large
   * @param threads that it had
   * @param figures what it found out
   */
  record Point(Axis axis, double at, int threads, OneCell.Figures figures) {}

  static GrowthReport read(Path file) throws IOException {
    return GSON.fromJson(Files.readString(file), GrowthReport.class);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, GSON.toJson(this) + "\n");
  }
}
