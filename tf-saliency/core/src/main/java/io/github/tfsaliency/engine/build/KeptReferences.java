package io.github.tfsaliency.engine.build;

import static java.util.Objects.requireNonNull;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.RemovalNotification;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.engine.run.FedTensors;
import io.github.tfsaliency.explain.Batch;
import java.util.Arrays;
import java.util.function.Supplier;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Tensors that a model computes of references, kept until others need the room, for all gradient
 * graphs of a session. From any thread.
 */
public final class KeptReferences implements AutoCloseable {
  private static final int KIBIBYTE = 1 << 10;

  private final Cache<Key, Tensors> kept;

  /**
   * Keeps nothing yet.
   *
   * @param bytes how much may be kept; what takes more is computed again at each call
   */
  public KeptReferences(long bytes) {
    kept =
        CacheBuilder.newBuilder()
            .concurrencyLevel(1)
            .maximumWeight(bytes / KIBIBYTE)
            .weigher((Key key, Tensors tensors) -> kibibytes(key.bytes() + tensors.bytes))
            .removalListener(
                (RemovalNotification<Key, Tensors> removed) ->
                    requireNonNull(removed.getValue()).release())
            .build();
  }

  /** The values that a reference consists of, to the bit. */
  private record Key(String scope, ImmutableMap<String, Values> inputs) {
    static Key of(String scope, Batch reference) {
      return new Key(
          scope, ImmutableMap.copyOf(Maps.transformValues(reference.inputs(), Values::new)));
    }

    long bytes() {
      return inputs.values().stream()
          .mapToLong(input -> (long) input.values.length * Float.BYTES)
          .sum();
    }
  }

  private static final class Values {
    final float[] values;
    private final Shape shape;

    Values(FloatNdArray array) {
      values = new float[Math.toIntExact(array.size())];
      array.copyTo(DataBuffers.of(values, false, false));
      shape = array.shape();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Values that
          && shape.equals(that.shape)
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /** What is read of a reference, closed when neither the cache nor a run holds it. */
  private static final class Tensors {
    final ImmutableMap<Output<?>, Tensor> values;
    final long bytes;
    private final Result owner;

    /** The cache, and the run that computed them. */
    private int holders = 2;

    Tensors(ImmutableList<Output<?>> read, Result result) {
      ImmutableMap.Builder<Output<?>, Tensor> all = ImmutableMap.builder();
      for (int i = 0; i < read.size(); i++) {
        all.put(read.get(i), result.get(i));
      }
      values = all.buildOrThrow();
      bytes = values.values().stream().mapToLong(Tensor::numBytes).sum();
      owner = result;
    }

    /** {@return whether they are open still} */
    synchronized boolean hold() {
      if (holders == 0) {
        return false;
      }
      holders++;
      return true;
    }

    synchronized void release() {
      if (--holders == 0) {
        owner.close();
      }
    }
  }

  /**
   * Feeds what a run reads of a reference, instead of computing it there.
   *
   * @param scope of the graph that reads it
   * @param reference the values of all inputs
   * @param read the tensors in question
   * @param compute computes them in this order, unless they are kept
   * @param fed what the run is fed
   */
  public void feed(
      String scope,
      Batch reference,
      ImmutableList<Output<?>> read,
      Supplier<Result> compute,
      FedTensors fed) {
    Key key = Key.of(scope, reference);
    Tensors tensors = kept.getIfPresent(key);
    if (tensors == null || !tensors.hold()) {
      tensors = new Tensors(read, compute.get());
      kept.put(key, tensors);
    }
    fed.lend(tensors.values, tensors::release);
  }

  private static int kibibytes(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes / KIBIBYTE + 1);
  }

  /** Closes all; what runs still read is closed with them. */
  @Override
  public void close() {
    kept.invalidateAll();
  }
}
