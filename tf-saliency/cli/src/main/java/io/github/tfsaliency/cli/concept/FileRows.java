package io.github.tfsaliency.cli.concept;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.input.Reading;
import io.github.tfsaliency.cli.sample.ExplainInput;
import io.github.tfsaliency.explain.GradientResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * Reads files and computes a row for each of their samples, several files at once. What cannot be
 * read or computed is named and costs the others nothing.
 */
final class FileRows {
  /** Beyond, nothing gets faster. */
  private static final int MOST_SAMPLES = 64;

  /** 64 MiB of the samples of all files that are read together. */
  private static final long MOST_VALUES = 1L << 24;

  private final Model model;
  private final Reading reading;
  private final TalkOptions talk;
  private final Losses losses;
  private final Progress progress;
  private final boolean joins;
  private final Set<String> lost = new LinkedHashSet<>();

  FileRows(Model model, Reading reading, TalkOptions talk, Losses losses, Progress progress) {
    this.model = model;
    this.reading = reading;
    this.talk = talk;
    this.losses = losses;
    this.progress = progress;
    joins = model.inputNames().stream().map(model::inputShape).allMatch(FileRows::countsSamples);
  }

  /** Computes {@code [N, C]} of samples, once or several times. */
  interface Rows {
    ImmutableList<FloatNdArray> of(Map<String, FloatNdArray> samples);
  }

  /** A file's samples, with the dimension that counts them. */
  private record Read(String file, ImmutableMap<String, FloatNdArray> samples) {
    long count() {
      return samples.values().stream()
          .mapToLong(values -> values.rank() == 0 ? 1 : values.shape().get(0))
          .max()
          .orElse(0);
    }

    long size() {
      return samples.values().stream().mapToLong(FloatNdArray::size).sum();
    }

    boolean isLike(Read other) {
      return samples.entrySet().stream()
          .allMatch(input -> isLike(input.getValue(), other.samples.get(input.getKey())));
    }

    private static boolean isLike(FloatNdArray own, @Nullable FloatNdArray other) {
      return other != null
          && own.rank() > 0
          && other.rank() > 0
          && own.shape().tail().equals(other.shape().tail());
    }
  }

  /** Files that gave nothing. */
  Set<String> lost() {
    return lost;
  }

  /**
   * Computes rows for the first file that the model takes, so that what is wrong with all files
   * alike, such as the layer or the class, is said once, and before the long work.
   */
  void tryOut(List<String> files, Rows rows) {
    Optional<Read> first = files.stream().flatMap(file -> taken(file).stream()).findFirst();
    if (first.isPresent()) {
      var unused = rows.of(first.get().samples());
    }
  }

  private Optional<Read> taken(String file) {
    try {
      Read read = read(file);
      var unused = model.predict(read.samples());
      return Optional.of(read);
    } catch (RuntimeException | OutOfMemoryError e) {
      // It is read again, and named, when its turn comes; our own mistakes are not its.
      if (e instanceof RuntimeException failure && !Failures.isExplained(failure)) {
        throw failure;
      }
      return Optional.empty();
    }
  }

  /** Computes the rows of all files, in their order, and hands them on. */
  void each(List<String> files, Rows rows, Consumer<ImmutableList<FloatNdArray>> taker) {
    List<Read> together = new ArrayList<>();
    for (String file : files) {
      progress.step(file);
      Read read;
      try {
        read = read(file);
      } catch (RuntimeException | OutOfMemoryError e) {
        lose(file, e);
        continue;
      }
      if (!together.isEmpty() && !fits(read, together)) {
        compute(together, rows, taker);
        together.clear();
      }
      together.add(read);
    }
    compute(together, rows, taker);
  }

  private boolean fits(Read read, List<Read> together) {
    long samples = read.count() + together.stream().mapToLong(Read::count).sum();
    long values = read.size() + together.stream().mapToLong(Read::size).sum();
    return joins
        && samples <= MOST_SAMPLES
        && values <= MOST_VALUES
        && read.isLike(together.get(0));
  }

  private void compute(
      List<Read> together, Rows rows, Consumer<ImmutableList<FloatNdArray>> taker) {
    if (together.isEmpty()) {
      return;
    }
    ImmutableList<FloatNdArray> computed;
    try {
      computed = rows.of(joined(together));
    } catch (RuntimeException | OutOfMemoryError e) {
      if (together.size() == 1) {
        lose(together.get(0).file(), e);
      } else {
        together.forEach(read -> compute(List.of(read), rows, taker));
      }
      return;
    }
    taker.accept(computed);
  }

  private void lose(String file, Throwable failure) {
    lost.add(file);
    var unused = losses.add(file, failure);
  }

  private Read read(String file) {
    ImmutableMap.Builder<String, FloatNdArray> samples = ImmutableMap.builder();
    ExplainInput input = ExplainInput.read(file, model, reading);
    input.notes().forEach(talk::note);
    input
        .values()
        .forEach((name, values) -> samples.put(name, counted(values, model.inputShape(name))));
    return new Read(file, samples.buildOrThrow());
  }

  private static FloatNdArray counted(FloatNdArray values, Shape expected) {
    if (!countsSamples(expected) || values.rank() != expected.numDimensions() - 1) {
      return values;
    }
    FloatNdArray one = NdArrays.ofFloats(values.shape().prepend(1));
    one.set(values, 0);
    return one;
  }

  private static boolean countsSamples(Shape expected) {
    return !expected.isUnknown()
        && expected.numDimensions() > 0
        && expected.get(0) == Shape.UNKNOWN_SIZE;
  }

  private static ImmutableMap<String, FloatNdArray> joined(List<Read> together) {
    if (together.size() == 1) {
      return together.get(0).samples();
    }
    ImmutableMap.Builder<String, FloatNdArray> joined = ImmutableMap.builder();
    for (String name : together.get(0).samples().keySet()) {
      joined.put(
          name,
          GradientResult.concatenate(
              together.stream()
                  .flatMap(read -> Optional.ofNullable(read.samples().get(name)).stream())
                  .toList()));
    }
    return joined.buildOrThrow();
  }
}
