package io.github.tfsaliency.gradient;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.graph.InferenceGraph;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
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
  private final Object lock = new Object();
  private InferenceSession current;
  private boolean closed;

  private GradientEngine(InferenceGraph model, InferenceSession session) {
    this.model = model;
    this.current = session;
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
    return new GradientEngine(model, InferenceSession.open(model));
  }

  /**
   * Runs a gradient on a batch.
   *
   * @param gradient its structure; the graph is built when it is first seen
   * @param batch {@code [N, ...]}
   * @param targets {@code N} class indices, -1 for the one with the largest score
   * @param numbers the parameters of the rules
   * @return the map, the targets and their scores
   * @throws IllegalArgumentException if a class index is out of range
   * @throws IllegalStateException if the engine is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the graph cannot be
   *     differentiated, an override matches nothing, or the result is not finite
   */
  public GradientResult run(
      ModifiedGradient gradient,
      FloatNdArray batch,
      ImmutableLongArray targets,
      ImmutableMap<String, Double> numbers) {
    InferenceSession session = acquire(gradient);
    try {
      return runInChunks(session.gradientGraph(gradient), batch, targets, numbers);
    } finally {
      session.release();
    }
  }

  private InferenceSession acquire(ModifiedGradient gradient) {
    synchronized (lock) {
      requireOpen();
      if (current.builtCount() >= MAX_GRADIENT_GRAPHS && !current.has(gradient)) {
        InferenceSession fresh = InferenceSession.open(model);
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

  private static GradientResult runInChunks(
      GradientGraph graph,
      FloatNdArray batch,
      ImmutableLongArray targets,
      ImmutableMap<String, Double> numbers) {
    int samples = targets.length();
    if (samples <= MAX_BATCH) {
      return graph.run(batch, targets, numbers);
    }
    FloatNdArray values = NdArrays.ofFloats(batch.shape());
    ImmutableLongArray.Builder chosen = ImmutableLongArray.builder(samples);
    ImmutableDoubleArray.Builder scores = ImmutableDoubleArray.builder(samples);
    for (int start = 0; start < samples; start += MAX_BATCH) {
      int end = Math.min(start + MAX_BATCH, samples);
      FloatNdArray chunk = batch.slice(Indices.range(start, end));
      GradientResult result = graph.run(chunk, targets.subArray(start, end), numbers);
      result.values().copyTo(values.slice(Indices.range(start, end)));
      chosen.addAll(result.targets());
      scores.addAll(result.scores());
    }
    return new GradientResult(values, chosen.build(), scores.build());
  }

  /**
   * Computes the explained output of a batch.
   *
   * @param batch {@code [N, ...]}
   * @return {@code [N, ...]}
   * @throws IllegalStateException if the engine is closed
   */
  public FloatNdArray predict(FloatNdArray batch) {
    InferenceSession session = acquire();
    try {
      return session.forwardGraph().run(batch);
    } finally {
      session.release();
    }
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
