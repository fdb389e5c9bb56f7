package io.github.tfsaliency.support;

import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.graph.InferenceGraph;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Small models whose scores can be told without TensorFlow. */
public final class ScoredGraphs {
  /** More than any chunk takes. */
  public static final long PLENTY = 1L << 30;

  private ScoredGraphs() {}

  /** One output: the weights times the elements of a sample. */
  public static InferenceGraph linear(double[] weights, int... sample) {
    SmallGraph graph = new SmallGraph();
    graph.input("x", sample);
    String flat = graph.node("Reshape", "x", graph.integers(-1, weights.length));
    graph.node("MatMul", flat, graph.constant(weights, weights.length, 1));
    return graph.build();
  }

  /** Three outputs behind a hidden layer. */
  public static InferenceGraph nonlinear(int... sample) {
    int size = Arrays.stream(sample).reduce(1, (a, b) -> a * b);
    SmallGraph graph = new SmallGraph();
    graph.input("x", sample);
    String flat = graph.node("Reshape", "x", graph.integers(-1, size));
    String hidden = graph.node("Relu", graph.node("MatMul", flat, graph.weights(size, 8)));
    graph.node("MatMul", hidden, graph.weights(8, 3));
    return graph.build();
  }

  public static GradientResult explain(
      InferenceGraph model, AttributionMethod method, FloatNdArray input, long target) {
    return explain(model, method, input, target, PLENTY);
  }

  /** Explains the same target of all samples, in chunks that fit the memory. */
  public static GradientResult explain(
      InferenceGraph model,
      AttributionMethod method,
      FloatNdArray input,
      long target,
      long memory) {
    try (GradientEngine engine = GradientEngine.open(model)) {
      return method.attribute(
          ChunkedPasses.of(engine, memory, (done, total) -> {}, () -> false),
          Batch.of("x", input),
          targets(input, target));
    }
  }

  /** The same target for all samples. */
  public static ResolvedTargets targets(FloatNdArray input, long target) {
    long[] indices = new long[Math.toIntExact(input.shape().get(0))];
    Arrays.fill(indices, target);
    return new ResolvedTargets(ImmutableLongArray.copyOf(indices), Optional.empty());
  }

  public static float[] map(
      InferenceGraph model, AttributionMethod method, FloatNdArray input, long target) {
    return Maps.array(explain(model, method, input, target).onlyMap());
  }

  public static FloatNdArray array(double[] values, long... shape) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return NdArrays.wrap(Shape.of(shape), DataBuffers.of(floats, false, false));
  }

  public static double[] doubles(FloatNdArray values) {
    float[] floats = Maps.array(values);
    double[] doubles = new double[floats.length];
    Arrays.setAll(doubles, i -> floats[i]);
    return doubles;
  }
}
