package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ProgressListener;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Sends samples through a model for one computation: in chunks that fit the memory, counted, and
 * until it is cancelled. Results depend on the chunks in their last bits.
 *
 * <p>For one thread.
 */
public final class Passes {
  /** Beyond, nothing gets faster. */
  private static final int MAX_CHUNK = 64;

  /**
   * What a pass takes of all activations of a sample at once, measured on VGG16, EfficientNet-Lite0
   * and others (docs/cost.md), and a little more: TensorFlow frees what no node reads any more.
   */
  private static final double FORWARD_SHARE = 0.25;

  private static final double GRADIENT_SHARE = 0.6;
  private static final double RULES_SHARE = 1.25;

  private final GradientEngine engine;
  private final long memory;
  private final ProgressListener listener;
  private final BooleanSupplier cancelled;
  private long planned;
  private long done;

  private Passes(
      GradientEngine engine, long memory, ProgressListener listener, BooleanSupplier cancelled) {
    this.engine = requireNonNull(engine, "engine");
    this.memory = memory;
    this.listener = requireNonNull(listener, "listener");
    this.cancelled = requireNonNull(cancelled, "cancelled");
  }

  /**
   * Starts a computation.
   *
   * @param engine runs the model
   * @param memory how many bytes the values of a chunk may take, beside the weights; a chunk has at
   *     least one sample
   * @param listener hears of every chunk
   * @param cancelled asked before every chunk; so is the thread's interrupt flag
   * @return passes to be used once
   */
  public static Passes of(
      GradientEngine engine, long memory, ProgressListener listener, BooleanSupplier cancelled) {
    return new Passes(engine, memory, listener, cancelled);
  }

  /**
   * Starts a computation that nobody listens to, within a sound part of the machine's memory.
   *
   * @param engine runs the model
   * @return passes to be used once
   */
  public static Passes of(GradientEngine engine) {
    return of(engine, memoryOfMachine(), (done, total) -> {}, () -> false);
  }

  /**
   * What a computation may take where nobody says so.
   *
   * @return bytes, an eighth of what the machine, or the container, has, and at most 512 MiB
   */
  public static long memoryOfMachine() {
    return MemoryBudget.ofMachine();
  }

  /**
   * Says how many samples will go through the model.
   *
   * @param samples in all, as far as that is known
   */
  public void plan(long samples) {
    planned = samples;
  }

  /**
   * Differentiates a batch.
   *
   * @param gradient its structure
   * @param call what it is fed
   * @return the maps of all samples
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link GradientEngine#run}
   */
  public GradientResult gradient(ModifiedGradient gradient, GradientCall call) {
    List<GradientResult> chunks =
        inChunks(
            call.batch().sampleCount(),
            chunkOf(call.batch(), gradient.layerRules().isPresent() ? RULES_SHARE : GRADIENT_SHARE),
            (start, end) -> engine.run(gradient, call.slice(start, end)));
    return GradientResult.join(chunks);
  }

  /**
   * Computes the scores of a batch.
   *
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @return the chosen targets and their scores, which are finite
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link GradientEngine#scores}
   */
  public Scores scores(Batch batch, ResolvedTargets targets) {
    ImmutableLongArray.Builder chosen = ImmutableLongArray.builder();
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    for (Scores chunk :
        inChunks(
            batch.sampleCount(),
            chunkOf(batch, FORWARD_SHARE),
            (start, end) -> engine.scores(batch.slice(start, end), targets.slice(start, end)))) {
      chosen.addAll(chunk.targets());
      values.addAll(chunk.values());
    }
    return new Scores(chosen.build(), values.build());
  }

  /**
   * Computes the explained output of a batch.
   *
   * @param batch the values of all inputs
   * @return {@code [N, ...]}
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link GradientEngine#predict}
   */
  public FloatNdArray predict(Batch batch) {
    return GradientResult.concatenate(
        inChunks(
            batch.sampleCount(),
            chunkOf(batch, FORWARD_SHARE),
            (start, end) -> engine.predict(batch.slice(start, end))));
  }

  /**
   * Computes the values of a layer.
   *
   * @param layer which layer
   * @param batch the values of all inputs
   * @return {@code [N, h, w, K]}, or {@code [N, l, K]}
   * @throws CancellationException if the computation was cancelled
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link
   *     GradientEngine#activations}
   */
  public FloatNdArray activations(SpatialLayer layer, Batch batch) {
    return GradientResult.concatenate(
        inChunks(
            batch.sampleCount(),
            chunkOf(batch, FORWARD_SHARE),
            (start, end) -> engine.activations(layer, batch.slice(start, end))));
  }

  /**
   * The input that a layer is a map of.
   *
   * @param layer which layer
   * @return the name of the first input of as many dimensions
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer
   */
  public String layerInput(SpatialLayer layer) {
    return engine.layerInput(layer);
  }

  /**
   * The shape of a layer's values.
   *
   * @param layer which layer
   * @param like samples, the first of which goes through the model if its shape is left open
   * @return {@code [N, h, w, K]}, or {@code [N, l, K]}; N may be -1, or another number than that of
   *     the samples
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer
   */
  public Shape layerShape(SpatialLayer layer, Batch like) {
    return engine.layerShape(layer, like);
  }

  /**
   * Draws normal random numbers, as TensorFlow's StatelessRandomNormal does: a graph of another
   * process draws the same.
   *
   * @param seed the first half of the generator's seed
   * @param stream the second half
   * @param count how many
   * @return of mean 0 and variance 1
   */
  public float[] normals(long seed, long stream, int count) {
    return engine.normals(seed, stream, count);
  }

  /**
   * What may be changed a little: the inputs that are fed as floating-point numbers, and the
   * tensors inside that get the map of those that are not.
   *
   * @return their names, in the model's order
   */
  public ImmutableSet<String> continuousInputs() {
    return ImmutableSet.<String>builder()
        .addAll(engine.continuousInputs())
        .addAll(engine.innerInputs())
        .build();
  }

  /**
   * Samples that hold the values of all that may be changed.
   *
   * @param batch the values of all inputs
   * @return the same samples; those of tensors inside are fed in the place of what the inputs make
   *     of them
   */
  public Batch continuous(Batch batch) {
    return engine.withInnerInputs(batch);
  }

  /**
   * What a tensor inside is for one value at all places, such as the embedding of a padding id.
   *
   * @param batch samples of the sizes in question
   * @param value of the inputs that are no floating-point numbers themselves
   * @return one sample, with the values of all that may be changed
   */
  public Batch continuousOf(Batch batch, float value) {
    return engine.withInnerInputs(engine.givenBatch(batch).slice(0, 1).constant(value));
  }

  /**
   * How many samples a method should differentiate at once.
   *
   * @param like samples of the size in question
   * @return 1 or more
   */
  public int gradientChunk(Batch like) {
    return chunk(like, GRADIENT_SHARE);
  }

  /**
   * How many samples a method should score at once.
   *
   * @param like samples of the size in question
   * @return 1 or more
   */
  public int forwardChunk(Batch like) {
    return chunk(like, FORWARD_SHARE);
  }

  /** A single sample needs no forward graph to say how many fit. */
  private int chunkOf(Batch batch, double share) {
    return batch.sampleCount() <= 1 ? 1 : chunk(batch, share);
  }

  private int chunk(Batch like, double share) {
    if (engine.takesOneSample()) {
      return 1;
    }
    double bytesOfASample = Math.max(1, share * engine.activationBytes(like));
    return (int) Math.max(1, Math.min(MAX_CHUNK, memory / bytesOfASample));
  }

  /** A part of a batch. */
  private interface Chunk<R> {
    R run(int start, int end);
  }

  private <R> List<R> inChunks(int samples, int size, Chunk<R> chunk) {
    List<R> results = new ArrayList<>();
    for (int start = 0; start < samples; start += size) {
      int end = Math.min(start + size, samples);
      checkNotCancelled();
      Deadline.current().enter(passes(done + 1, done + end - start));
      results.add(chunk.run(start, end));
      done += end - start;
      listener.onProgress(done, Math.max(done, planned));
    }
    return results;
  }

  private String passes(long first, long last) {
    long all = Math.max(last, planned);
    return first == last
        ? Message.of("computing pass %s of %s", first, all)
        : Message.of("computing passes %s to %s of %s", first, last, all);
  }

  private void checkNotCancelled() {
    if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new CancellationException(
          Message.of("The computation was cancelled after %s samples.", done));
    }
  }
}
