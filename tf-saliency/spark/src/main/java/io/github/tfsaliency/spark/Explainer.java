package io.github.tfsaliency.spark;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterators;
import com.google.common.collect.Streams;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Outcome;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.RecordJson;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Explains rows of any kind, as many at once as the memory allows. Knows nothing of Spark.
 *
 * @param model that is explained; closed by its owner
 * @param saliency with method, target and memory
 * @param recorder of the model
 * @param format what a result has of the map
 */
record Explainer(Model model, Saliency saliency, Supplier<Recorder> recorder, Format format) {

  /**
   * A row with its result.
   *
   * @param row the original row
   * @param result a map, or an error
   */
  record Explained<T>(T row, Result result) {}

  /** A row, and what was read of it until it is explained. */
  private static final class Pending<T> {
    private final T row;
    private @Nullable Sample sample;

    Pending(T row) {
      this.row = row;
    }

    FloatNdArray read(Function<? super T, Sample> reader) {
      Sample read = reader.apply(row);
      sample = read;
      return read.values();
    }
  }

  /**
   * Explains rows in their order. Rows are read when results are asked for, no more than go through
   * the model together.
   *
   * @param rows to explain
   * @param reader gives the model's input for a row; its {@link SaliencyException} or {@link
   *     IllegalArgumentException} becomes the error of the row
   * @return a result for each row
   */
  <T> Iterator<Explained<T>> explain(Iterator<T> rows, Function<? super T, Sample> reader) {
    Iterator<Outcome<Pending<T>>> outcomes =
        saliency
            .computeAll(Streams.stream(rows).map(Pending<T>::new), pending -> pending.read(reader))
            .iterator();
    return Iterators.transform(
        outcomes, outcome -> new Explained<>(outcome.source().row, result(outcome)));
  }

  private <T> Result result(Outcome<Pending<T>> outcome) {
    if (outcome.failure().isPresent()) {
      return Result.failed(text(outcome.failure().get()));
    }
    try {
      return result(outcome.orElseThrow(), requireNonNull(outcome.source().sample));
    } catch (SaliencyException | IllegalArgumentException e) {
      return Result.failed(text(e));
    }
  }

  private static String text(RuntimeException failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private Result result(Attribution map, Sample sample) {
    String input = model.inputNames().get(0);
    String record =
        RecordJson.toJson(
            recorder
                .get()
                .record(
                    saliency,
                    sample.sums().get(),
                    map,
                    model.probabilities(sample.values()),
                    input,
                    ""));
    return new Result(
        format == Format.MAP ? map.toArray() : null,
        shape(map),
        format == Format.PNG ? png(map, sample) : null,
        map.target(),
        map.label().orElse(null),
        map.score(),
        map.gaps().map(gaps -> gaps.get(0)).orElse(null),
        ImmutableList.copyOf(map.warnings()),
        record,
        null);
  }

  private static int[] shape(Attribution map) {
    int[] shape = new int[map.shape().numDimensions()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.toIntExact(map.shape().get(i));
    }
    return shape;
  }

  /** Over the picture as the model saw it, if the row had one. */
  private static byte[] png(Attribution map, Sample sample) {
    int rank = map.shape().numDimensions();
    if (rank != 2 && rank != 3) {
      throw new IllegalArgumentException(
          Message.of(
              "A map of shape %s has no rows and columns, so it is not a picture.\n"
                  + "Maybe use the format 'map'.",
              map.shape()));
    }
    Heatmap heatmap = Heatmap.of(map).withSuitedStyle();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (sample.picture().isPresent()) {
      heatmap.overlay(sample.picture().get().fit(heatmap.width(), heatmap.height())).writePng(png);
    } else {
      heatmap.writePng(png);
    }
    return png.toByteArray();
  }
}
