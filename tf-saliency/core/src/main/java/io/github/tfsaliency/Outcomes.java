package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.AbstractIterator;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * Explains many inputs in order, as many inputs of the same shape together as a chunk holds. An
 * input that cannot be read or explained does not affect the others.
 */
final class Outcomes<T> extends AbstractIterator<Outcome<T>> {
  private final Iterator<T> sources;
  private final Function<? super T, FloatNdArray> reader;
  private final Computation computation;
  private final Deque<Outcome<T>> ready = new ArrayDeque<>();
  private @Nullable Read<T> ahead;

  /** An input that could be read. */
  private record Read<T>(T source, FloatNdArray sample) {}

  Outcomes(Iterator<T> sources, Function<? super T, FloatNdArray> reader, Computation computation) {
    this.sources = sources;
    this.reader = reader;
    this.computation = computation;
  }

  @Override
  protected @Nullable Outcome<T> computeNext() {
    if (ready.isEmpty()) {
      fill();
    }
    return ready.isEmpty() ? endOfData() : ready.removeFirst();
  }

  /** Reads and explains a chunk; what cannot be read ends it, so that the order is kept. */
  private void fill() {
    List<Read<T>> chunk = new ArrayList<>();
    int size = 1;
    @Nullable Outcome<T> unreadable = null;
    while (chunk.size() < size && unreadable == null && (ahead != null || sources.hasNext())) {
      Read<T> read;
      if (ahead != null) {
        read = ahead;
        ahead = null;
      } else {
        T source = sources.next();
        try {
          read = new Read<>(source, reader.apply(source));
        } catch (SaliencyException | IllegalArgumentException | UncheckedIOException e) {
          unreadable = Outcome.failed(source, e);
          continue;
        }
      }
      if (chunk.isEmpty()) {
        try {
          size = computation.chunk(read.sample());
        } catch (SaliencyException | IllegalArgumentException e) {
          unreadable = Outcome.failed(read.source(), e);
          continue;
        }
      } else if (!read.sample().shape().equals(chunk.get(0).sample().shape())) {
        ahead = read;
        break;
      }
      chunk.add(read);
    }
    explain(chunk);
    if (unreadable != null) {
      ready.add(unreadable);
    }
  }

  private void explain(List<Read<T>> chunk) {
    if (chunk.isEmpty()) {
      return;
    }
    try {
      Attribution maps = computation.mapTogether(together(chunk));
      for (int i = 0; i < chunk.size(); i++) {
        ready.add(Outcome.of(chunk.get(i).source(), maps.sample(i)));
      }
    } catch (SaliencyException | IllegalArgumentException e) {
      if (chunk.size() == 1) {
        ready.add(Outcome.failed(chunk.get(0).source(), e));
      } else {
        chunk.forEach(read -> explain(List.of(read)));
      }
    }
  }

  private FloatNdArray together(List<Read<T>> chunk) {
    Shape shape = requireNonNull(chunk.get(0)).sample().shape();
    FloatNdArray batch = NdArrays.ofFloats(Shape.of(chunk.size()).append(shape));
    for (int i = 0; i < chunk.size(); i++) {
      batch.set(chunk.get(i).sample(), i);
    }
    return batch;
  }
}
