package io.github.tfsaliency.support;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.graph.Graphs;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/** Small networks without kinks, so that sums over steps tend to what they should be. */
public final class SmoothModel implements AutoCloseable {
  public static final int HEIGHT = 9;
  public static final int WIDTH = 8;
  public static final int CHANNELS = 2;

  /** So much memory that a chunk is as large as it gets. */
  private static final long MUCH = 1L << 40;

  private static final int FILTERS = 3;

  private final GradientEngine engine;

  private SmoothModel(SmallGraph graph) {
    engine = GradientEngine.open(graph.build());
  }

  /** {@code [N, HEIGHT, WIDTH, CHANNELS]} to three scores: a convolution, tanh, a matrix. */
  public static SmoothModel ofPictures() {
    SmallGraph graph = new SmallGraph();
    graph.input("x", HEIGHT, WIDTH, CHANNELS);
    String filter = graph.weights(3, 3, CHANNELS, FILTERS);
    String sums =
        graph.add(
            graph
                .builder("Conv2D", "x", filter)
                .putAttr("strides", Graphs.list(1, 1, 1, 1))
                .putAttr("padding", Graphs.text("SAME")));
    String hidden = graph.node("Tanh", sums);
    String flat = graph.node("Reshape", hidden, graph.integers(-1, HEIGHT * WIDTH * FILTERS));
    graph.node("MatMul", flat, graph.weights(HEIGHT * WIDTH * FILTERS, 3));
    return new SmoothModel(graph);
  }

  /** {@code [N, size]} to three scores: a matrix, tanh, a matrix. */
  public static SmoothModel ofVectors(int size) {
    SmallGraph graph = new SmallGraph();
    graph.input("x", size);
    String hidden = graph.node("Tanh", graph.node("MatMul", "x", graph.weights(size, 2 * size)));
    graph.node("MatMul", hidden, graph.weights(2 * size, 3));
    return new SmoothModel(graph);
  }

  /** The weighted sum of all values. */
  public static SmoothModel linear(double[] weights, int... sample) {
    SmallGraph graph = new SmallGraph();
    graph.input("x", sample);
    String flat = graph.node("Reshape", "x", graph.integers(-1, weights.length));
    graph.node("MatMul", flat, graph.constant(weights, weights.length, 1));
    return new SmoothModel(graph);
  }

  /** The sum of two inputs' weighted sums. */
  public static SmoothModel linear(double[] first, double[] second) {
    SmallGraph graph = new SmallGraph();
    graph.input("x", first.length);
    graph.input("y", second.length);
    String left = graph.node("MatMul", "x", graph.constant(first, first.length, 1));
    String right = graph.node("MatMul", "y", graph.constant(second, second.length, 1));
    graph.node("AddV2", left, right);
    return new SmoothModel(graph);
  }

  public GradientResult run(AttributionMethod method, FloatNdArray input, long... targets) {
    return runWithin(MUCH, method, input, targets);
  }

  /** With so little memory, every sample is a chunk. */
  public GradientResult runOneByOne(AttributionMethod method, FloatNdArray input, long... targets) {
    return runWithin(1, method, input, targets);
  }

  private GradientResult runWithin(
      long memory, AttributionMethod method, FloatNdArray input, long... targets) {
    return method.attribute(
        ChunkedPasses.of(engine, memory, (done, total) -> {}, () -> false),
        Batch.of("x", input),
        targets(targets));
  }

  public GradientResult run(AttributionMethod method, FloatNdArray first, FloatNdArray second) {
    Batch batch = new Batch(ImmutableMap.of("x", first, "y", second), 1);
    return method.attribute(ChunkedPasses.of(engine), batch, targets(0));
  }

  /** How many samples went through the model, and how many the method had said. */
  public long[] passes(AttributionMethod method, FloatNdArray input, long... targets) {
    long[] counts = new long[2];
    Passes passes = ChunkedPasses.of(engine, MUCH, (done, total) -> counts[0] = done, () -> false);
    Batch batch = Batch.of("x", input);
    counts[1] = method.passCount(passes, batch);
    var unused = method.attribute(passes, batch, targets(targets));
    return counts;
  }

  private static ResolvedTargets targets(long... indices) {
    return new ResolvedTargets(ImmutableLongArray.copyOf(indices), Optional.empty());
  }

  @Override
  public void close() {
    engine.close();
  }
}
