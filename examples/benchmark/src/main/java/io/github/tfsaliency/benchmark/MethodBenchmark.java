package io.github.tfsaliency.benchmark;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.spec.MethodSpecs;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.types.TFloat32;

/**
 * Computes a map right behind a forward pass of the model itself, so that a slow spell of the
 * machine hits both. The model's own forward pass is its signature, called through TensorFlow
 * Java's SavedModelBundle.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MethodBenchmark {
  static final String FORWARD = "forwardNanos";
  static final String MAP = "mapNanos";

  /** How long both took within an iteration, all together. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Times {
    /** Of the forward passes. */
    public long forwardNanos;

    /** Of the maps. */
    public long mapNanos;

    /** Starts an iteration. */
    @Setup(Level.Iteration)
    public void reset() {
      forwardNanos = 0;
      mapNanos = 0;
    }
  }

  /** Which model, batch and method, as {@link Cell} writes them. */
  @Param("efficientnet-lite0 1 gradient")
  public String cell = "";

  private Model model;
  private SavedModelBundle bundle;
  private TFloat32 fed;
  private Supplier<Object> forward;
  private Supplier<Object> map;

  /** Loads the model, and builds the graphs. */
  @Setup
  public void load() {
    Cell chosen = Cell.parse(cell);
    model = Model.load(BenchmarkModels.folder(chosen.name()));
    FloatNdArray input = Noise.of(model.inputShape(), chosen.batch(), chosen.side());
    bundle = SavedModelBundle.load(model.directory().toString(), "serve");
    fed = TFloat32.tensorOf(input.shape(), input::copyTo);
    SessionFunction function = bundle.function(model.signature());
    Map<String, org.tensorflow.Tensor> arguments =
        Map.of(function.signature().inputNames().iterator().next(), fed);
    forward =
        () -> {
          try (Result result = function.call(arguments)) {
            return result.get(0).shape();
          }
        };
    if (chosen.method().equals(Cell.PREDICT)) {
      map = () -> model.predict(input);
    } else {
      Saliency saliency = Saliency.of(model).method(MethodSpecs.parse(chosen.method()));
      map = () -> saliency.compute(input);
    }
  }

  /** A forward pass alone. */
  void forward(Blackhole hole) {
    hole.consume(forward.get());
  }

  /** Closes the model. */
  @TearDown
  public void close() {
    fed.close();
    bundle.close();
    model.close();
  }

  /**
   * A forward pass, and a map.
   *
   * @param times adds up how long each takes
   * @param hole takes the results
   */
  @Benchmark
  public void map(Times times, Blackhole hole) {
    long start = System.nanoTime();
    hole.consume(forward.get());
    long between = System.nanoTime();
    hole.consume(map.get());
    times.forwardNanos += between - start;
    times.mapNanos += System.nanoTime() - between;
  }
}
