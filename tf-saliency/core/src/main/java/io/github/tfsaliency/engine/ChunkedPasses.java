package io.github.tfsaliency.engine;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ProgressListener;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.deadline.Deadline;
import io.github.tfsaliency.engine.forward.Ending;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.engine.forward.NamedTensor;
import io.github.tfsaliency.engine.forward.UnitWeights;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.LayerScores;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The passes of one computation through an engine.
 *
 * <p>For one thread.
 */
public final class ChunkedPasses implements Passes {
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
  private final Count count;

  /** How many samples will go through the model, and how many have. */
  private static final class Count {
    private long planned;
    private long done;
  }

  private ChunkedPasses(
      GradientEngine engine,
      long memory,
      ProgressListener listener,
      BooleanSupplier cancelled,
      Count count) {
    this.count = count;
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
  public static ChunkedPasses of(
      GradientEngine engine, long memory, ProgressListener listener, BooleanSupplier cancelled) {
    return new ChunkedPasses(engine, memory, listener, cancelled, new Count());
  }

  /**
   * Starts a computation that nobody listens to, within a sound part of the memory.
   *
   * @param engine runs the model
   * @return passes to be used once
   */
  public static ChunkedPasses of(GradientEngine engine) {
    return of(engine, memoryOf(engine), (done, total) -> {}, () -> false);
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
   * What a computation of a model may take where nobody says so.
   *
   * @param engine runs the model
   * @return bytes: an eighth of the memory of the GPU that it computes on, or else {@link
   *     #memoryOfMachine()}
   */
  public static long memoryOf(GradientEngine engine) {
    return MemoryBudget.of(engine.devices());
  }

  @Override
  public void plan(long samples) {
    count.planned = samples;
  }

  @Override
  public GradientResult gradient(ModifiedGradient gradient, GradientCall call) {
    // What counts no samples cannot be put together from chunks of them.
    int size =
        engine.layerTensors().isEmpty() || engine.mapsCountSamples()
            ? chunkOf(
                call.batch(), gradient.layerRules().isPresent() ? RULES_SHARE : GRADIENT_SHARE)
            : call.batch().sampleCount();
    List<GradientResult> chunks =
        inChunks(
            call.batch().sampleCount(),
            size,
            (start, end) -> engine.run(gradient, call.slice(start, end)));
    return GradientResult.join(chunks);
  }

  @Override
  public Scores scores(Batch batch, ResolvedTargets targets) {
    return joined(
        inChunks(
            batch.sampleCount(),
            chunkOf(batch, FORWARD_SHARE),
            (start, end) -> engine.scores(batch.slice(start, end), targets.slice(start, end))));
  }

  @Override
  public LayerScores layerScores(SpatialLayer layer, Batch batch, ResolvedTargets targets) {
    List<LayerScores> chunks =
        inChunks(
            batch.sampleCount(),
            chunkOf(batch, FORWARD_SHARE),
            (start, end) ->
                engine.layers().scores(layer, batch.slice(start, end), targets.slice(start, end)));
    return new LayerScores(
        joined(chunks.stream().map(LayerScores::scores).toList()),
        GradientResult.concatenate(chunks.stream().map(LayerScores::values).toList()));
  }

  private static Scores joined(List<Scores> chunks) {
    ImmutableLongArray.Builder chosen = ImmutableLongArray.builder();
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    for (Scores chunk : chunks) {
      chosen.addAll(chunk.targets());
      values.addAll(chunk.values());
    }
    return new Scores(chosen.build(), values.build());
  }

  @Override
  public FloatNdArray predict(Batch batch) {
    return GradientResult.concatenate(
        inChunks(
            batch.sampleCount(),
            chunkOf(batch, FORWARD_SHARE),
            (start, end) -> engine.predict(batch.slice(start, end))));
  }

  @Override
  public FloatNdArray activations(SpatialLayer layer, Batch batch) {
    return GradientResult.concatenate(
        inChunks(
            batch.sampleCount(),
            chunkOf(batch, FORWARD_SHARE),
            (start, end) -> engine.layers().activations(layer, batch.slice(start, end))));
  }

  /**
   * Averages the values of a layer over its places.
   *
   * @param layer its name
   * @param batch the values of all inputs
   * @return {@code [N, C]}
   * @throws IllegalArgumentException if the layer has no channels
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer, or the
   *     model fails
   */
  public FloatNdArray layerMeans(String layer, Batch batch) {
    return GradientResult.concatenate(
        inChunks(
            batch.sampleCount(),
            chunkOf(batch, FORWARD_SHARE),
            (start, end) -> engine.named().means(layer, batch.slice(start, end))));
  }

  /**
   * Adds up the derivatives of the score over the places of a layer.
   *
   * @param layer its name
   * @param call what is differentiated
   * @return {@code [N, C]}
   * @throws IllegalArgumentException if the layer has no channels, or a class does not exist
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer, or the
   *     model cannot be differentiated there
   */
  public FloatNdArray layerDerivatives(String layer, GradientCall call) {
    return GradientResult.concatenate(
        inChunks(
            call.batch().sampleCount(),
            chunkOf(call.batch(), GRADIENT_SHARE),
            (start, end) -> engine.named().derivatives(layer, call.slice(start, end))));
  }

  @Override
  public String layerInput(SpatialLayer layer) {
    return engine.layers().input(layer);
  }

  @Override
  public Shape layerShape(SpatialLayer layer, Batch like) {
    return engine.layers().shape(layer, like);
  }

  @Override
  public float[] normals(long seed, long stream, int count) {
    return engine.normals(seed, stream, count);
  }

  @Override
  public ImmutableSet<String> continuousInputs() {
    return ImmutableSet.<String>builder()
        .addAll(engine.continuousInputs())
        .addAll(engine.inputs().inner())
        .build();
  }

  @Override
  public Batch continuous(Batch batch) {
    return engine.withInnerInputs(batch);
  }

  @Override
  public Batch continuousOf(Batch batch, float value) {
    if (engine.inputs().inner().isEmpty()) {
      throw new IllegalArgumentException(
          Message.of(
              "The baseline 'id:%s' is the embedding of an id, but the inputs %s take numbers, not"
                  + " ids.\n"
                  + "Maybe give numbers, or load the model without naming the tensor behind its"
                  + " ids.",
              (long) value, engine.continuousInputs()));
    }
    Batch one = engine.inputs().given(batch).slice(0, 1);
    Set<String> shared = Maps.filterValues(one.inputs(), values -> values.rank() == 0).keySet();
    return engine.withInnerInputs(
        one.constant(value).with(one.constant(0), engine.continuousInputs()).with(one, shared));
  }

  @Override
  public Passes mapped() {
    return engine.layerTensors().isEmpty() ? this : new LayerPasses(this, engine, this::values);
  }

  @Override
  public Unit unit(String layer, ImmutableLongArray index, Batch batch) {
    NamedTensor named = engine.named().find(layer);
    Shape shape = named.shape();
    Shape sample =
        (shape.isUnknown() || shape.tail().hasUnknownDimension()
                ? engine.named().values(named.tensor(), batch.slice(0, 1)).shape()
                : shape)
            .tail();
    boolean channelsFirst = engine.model().channelsMoved().contains(named.tensor());
    int element = UnitWeights.element(index, layer, sample, channelsFirst);
    float[] weights = UnitWeights.of(element, Math.toIntExact(sample.size()));
    Ending.Part part = new Ending.Part(named.tensor(), weights.length, Optional.empty());
    return new Unit(
        with(engine.mapping(ImmutableList.of(named.tensor()))),
        with(engine.at(Ending.of(ImmutableList.of(part)))),
        new ResolvedTargets(
            ImmutableLongArray.of(Target.TOP),
            Optional.of(
                NdArrays.wrap(Shape.of(1, weights.length), DataBuffers.of(weights, true, false)))),
        InnerInputs.nameOf(named.tensor()),
        element);
  }

  private ChunkedPasses with(GradientEngine other) {
    return new ChunkedPasses(other, memory, listener, cancelled, count);
  }

  /**
   * Computes the values of a tensor; they count for no progress.
   *
   * @param tensor its first dimension counts samples
   * @param batch the values of all inputs
   * @return {@code [N, ...]}
   */
  public FloatNdArray values(TensorRef tensor, Batch batch) {
    int size = chunkOf(batch, FORWARD_SHARE);
    List<FloatNdArray> chunks = new ArrayList<>();
    for (int start = 0; start < batch.sampleCount(); start += size) {
      int end = Math.min(start + size, batch.sampleCount());
      checkNotCancelled();
      chunks.add(engine.named().values(tensor, batch.slice(start, end)));
    }
    return GradientResult.concatenate(chunks);
  }

  @Override
  public int gradientChunk(Batch like) {
    return chunk(like, GRADIENT_SHARE);
  }

  @Override
  public int forwardChunk(Batch like) {
    return chunk(like, FORWARD_SHARE);
  }

  /** A single sample needs no forward graph to say how many fit. */
  private int chunkOf(Batch batch, double share) {
    return batch.sampleCount() <= 1 ? 1 : chunk(batch, share);
  }

  private int chunk(Batch like, double share) {
    if (engine.inputs().takesOneSample()) {
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
      Deadline.current().enter(passes(count.done + 1, count.done + end - start));
      results.add(chunk.run(start, end));
      count.done += end - start;
      listener.onProgress(count.done, Math.max(count.done, count.planned));
    }
    return results;
  }

  private String passes(long first, long last) {
    long all = Math.max(last, count.planned);
    return first == last
        ? Message.of("computing pass %s of %s", first, all)
        : Message.of("computing passes %s to %s of %s", first, last, all);
  }

  private void checkNotCancelled() {
    if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new CancellationException(
          Message.of("The computation was cancelled after %s samples.", count.done));
    }
  }
}
