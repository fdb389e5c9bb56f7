package io.github.tfsaliency.gradient;

import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.graph.InferenceGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;

/**
 * Runs modified gradients of one model, from any number of threads.
 *
 * <p>The owner of everything native. Gradient graphs are built once and kept; as nodes cannot leave
 * a TensorFlow graph, a fresh session takes over when too many have been built, and the old one
 * closes when its last run is done.
 */
public final class GradientEngine implements AutoCloseable {
  /** Of the order of a gigabyte for a large network; a sweep over numbers needs only one. */
  private static final int MAX_GRADIENT_GRAPHS = 64;

  /** Bounds the memory of activations; results do not depend on it. */
  private static final int MAX_BATCH = 32;

  private final InferenceGraph model;
  private final Supplier<CanonicalGraph> layers;
  private final Object lock = new Object();
  private InferenceSession current;
  private boolean closed;

  private GradientEngine(InferenceGraph model) {
    this.model = model;
    layers = Suppliers.memoize(() -> CanonicalGraph.of(model));
    current = InferenceSession.open(model, layers);
  }

  /**
   * Restores the model's weights.
   *
   * @param model the graph to differentiate
   * @return an engine, to be closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the weights are missing, broken
   *     or not finite
   */
  @SuppressWarnings("exports") // only the root package opens engines; users never see the graph
  public static GradientEngine open(InferenceGraph model) {
    return new GradientEngine(model);
  }

  /**
   * Runs a gradient on a batch.
   *
   * @param gradient its structure; the graph is built when it is first seen
   * @param call what it is fed
   * @return the maps, the targets and their scores
   * @throws IllegalArgumentException if a class index is out of range
   * @throws IllegalStateException if the engine is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the graph cannot be
   *     differentiated, an override matches nothing, or the result is not finite
   */
  public GradientResult run(ModifiedGradient gradient, GradientCall call) {
    InferenceSession session = acquire(present -> present.has(gradient));
    try {
      GradientGraph graph = session.gradientGraph(gradient);
      List<GradientResult> chunks =
          inChunks(call.batch(), (start, end) -> graph.run(call.slice(start, end)));
      return chunks.size() == 1 ? chunks.get(0) : join(chunks);
    } finally {
      session.release();
    }
  }

  /**
   * Runs a gradient on a few samples and keeps what arrives at the layers on the way.
   *
   * <p>Uses a gradient graph of its own, so that the one of {@link #run} stays as cheap as it is.
   *
   * @param gradient its structure
   * @param call what it is fed, all of which runs at once
   * @return the maps and the layers' gradients, which may not be finite
   * @throws IllegalStateException if the engine is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the graph cannot be
   *     differentiated or an override matches nothing
   */
  public LayerGradients trace(ModifiedGradient gradient, GradientCall call) {
    InferenceSession session = acquire(present -> present.hasTraced(gradient));
    try {
      return session.tracedGraph(gradient).run(call);
    } finally {
      session.release();
    }
  }

  /**
   * The model's graph on its way to a gradient.
   *
   * @param gradient its structure; the graph is built when it is first seen
   * @return the graph as it was loaded, with markers, and with the gradient
   * @throws IllegalStateException if the engine is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the graph cannot be
   *     differentiated or an override matches nothing
   */
  public GraphStages graphs(ModifiedGradient gradient) {
    InferenceSession session = acquire(present -> present.has(gradient));
    try {
      return GraphStages.of(model, session.sites(gradient), session.definition(gradient));
    } finally {
      session.release();
    }
  }

  /**
   * The rules that a gradient puts into the model's graph.
   *
   * @param gradient its structure
   * @return in execution order
   * @throws IllegalStateException if the engine is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the rules do not fit the model
   */
  public ImmutableList<PlacedRule> rules(ModifiedGradient gradient) {
    InferenceSession session = acquire();
    try {
      return session.sites(gradient).stream().map(PlacedRule::of).collect(toImmutableList());
    } finally {
      session.release();
    }
  }

  private InferenceSession acquire(Predicate<InferenceSession> built) {
    synchronized (lock) {
      requireOpen();
      if (current.builtCount() >= MAX_GRADIENT_GRAPHS && !built.test(current)) {
        InferenceSession fresh = InferenceSession.open(model, layers);
        current.retire();
        current = fresh;
      }
      return acquire();
    }
  }

  private InferenceSession acquire() {
    synchronized (lock) {
      requireOpen();
      current.acquire();
      return current;
    }
  }

  private void requireOpen() {
    checkState(
        !closed,
        "The model '%s' is closed.\nMaybe compute inside the try block that loads it.",
        model.directory());
  }

  /** A part of a batch. */
  private interface Chunk<R> {
    R run(int start, int end);
  }

  private static <R> List<R> inChunks(Batch batch, Chunk<R> chunk) {
    List<R> results = new ArrayList<>();
    for (int start = 0; start < batch.sampleCount(); start += MAX_BATCH) {
      results.add(chunk.run(start, Math.min(start + MAX_BATCH, batch.sampleCount())));
    }
    return results;
  }

  private static GradientResult join(List<GradientResult> chunks) {
    ImmutableMap.Builder<String, FloatNdArray> maps = ImmutableMap.builder();
    for (String input : chunks.get(0).maps().keySet()) {
      maps.put(
          input,
          concatenate(
              chunks.stream().map(chunk -> requireNonNull(chunk.maps().get(input))).toList()));
    }
    ImmutableLongArray.Builder targets = ImmutableLongArray.builder();
    ImmutableDoubleArray.Builder scores = ImmutableDoubleArray.builder();
    for (GradientResult chunk : chunks) {
      targets.addAll(chunk.targets());
      scores.addAll(chunk.scores());
    }
    ImmutableDoubleArray.Builder gaps = ImmutableDoubleArray.builder();
    chunks.forEach(chunk -> chunk.gaps().ifPresent(gaps::addAll));
    return new GradientResult(
        maps.buildOrThrow(),
        targets.build(),
        scores.build(),
        chunks.get(0).gaps().map(any -> gaps.build()));
  }

  private static FloatNdArray concatenate(List<FloatNdArray> chunks) {
    if (chunks.size() == 1) {
      return chunks.get(0);
    }
    long samples = chunks.stream().mapToLong(chunk -> chunk.shape().get(0)).sum();
    FloatNdArray all = NdArrays.ofFloats(Shape.of(samples).append(chunks.get(0).shape().tail()));
    long start = 0;
    for (FloatNdArray chunk : chunks) {
      long end = start + chunk.shape().get(0);
      chunk.copyTo(all.slice(Indices.range(start, end)));
      start = end;
    }
    return all;
  }

  /**
   * Computes the explained output of a batch.
   *
   * @param batch the values of all inputs
   * @return {@code [N, ...]}
   * @throws IllegalStateException if the engine is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if TensorFlow cannot compute it
   */
  public FloatNdArray predict(Batch batch) {
    InferenceSession session = acquire();
    try {
      ForwardGraph graph = session.forwardGraph();
      return concatenate(inChunks(batch, (start, end) -> graph.run(batch.slice(start, end))));
    } finally {
      session.release();
    }
  }

  /**
   * The shape of the explained output.
   *
   * @param batch the values of all inputs, computed only if the model leaves the shape open
   * @return {@code [N, ...]}; N may be -1
   */
  public Shape outputShape(Batch batch) {
    InferenceSession session = acquire();
    Shape known;
    try {
      known = session.forwardGraph().staticShape();
    } finally {
      session.release();
    }
    boolean fixed =
        !known.isUnknown() && known.numDimensions() > 0 && !known.tail().hasUnknownDimension();
    return fixed ? known : predict(batch).shape();
  }

  /** Closes the session and the graph when the last run is done. Closing again does nothing. */
  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        current.retire();
      }
    }
  }

  /**
   * The number of nodes in the current graph, for tests of growth.
   *
   * @return constant while the same gradients are run
   */
  int nodeCount() {
    synchronized (lock) {
      return current.nodeCount();
    }
  }
}
