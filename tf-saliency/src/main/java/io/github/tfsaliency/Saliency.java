package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.ProgressListener;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.deadline.Deadline;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.build.LayerGradients;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.ScoreFunction;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.tensorboard.TensorBoardLog;
import java.awt.image.BufferedImage;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Explains a model's decisions: which method, which target, which input.
 *
 * <p>An immutable value: every step returns a new one, so one may be shared between threads and
 * forked in the middle of a chain.
 */
public final class Saliency {
  private final Model model;
  private final Choices choices;

  /** What was chosen so far. */
  private record Choices(
      @Nullable AttributionMethod method,
      Target target,
      @Nullable TensorBoardLog log,
      boolean sumsEmbedding,
      Running running) {
    static final Choices NONE = new Choices(null, Target.top(), null, false, Running.UNHEARD);
  }

  /** How long computations run: within which memory, heard by whom, until when. */
  private record Running(
      OptionalLong memory,
      ProgressListener listener,
      BooleanSupplier cancelled,
      Optional<Duration> timeout) {
    static final Running UNHEARD =
        new Running(OptionalLong.empty(), (done, total) -> {}, () -> false, Optional.empty());
  }

  private Saliency(Model model, Choices choices) {
    this.model = model;
    this.choices = choices;
  }

  /**
   * Starts an explanation.
   *
   * @param model the model; closed by its owner, not by this value
   * @return an explanation of the top class, still without a method
   */
  public static Saliency of(Model model) {
    return new Saliency(requireNonNull(model, "model"), Choices.NONE);
  }

  /**
   * Chooses the method.
   *
   * @param newMethod for example {@code new Gradient()} or {@code RectifiedGradient.percentile(98)}
   * @return a new explanation
   */
  public Saliency method(AttributionMethod newMethod) {
    return with(
        new Choices(
            newMethod, choices.target, choices.log, choices.sumsEmbedding, choices.running));
  }

  /**
   * Chooses what is explained.
   *
   * @param newTarget the target, {@link Target#top()} by default
   * @return a new explanation
   */
  public Saliency target(Target newTarget) {
    return with(
        new Choices(
            choices.method, newTarget, choices.log, choices.sumsEmbedding, choices.running));
  }

  /**
   * Makes the map of embedded ids, {@code [N, tokens, numbers]}, one of {@code [N, tokens]}: the sum
   * over the numbers that each id is embedded as. Maps of other inputs stay as they are; of an input
   * that was named with {@link ModelLoader#input}, such as the embedding itself, the last dimension
   * is summed over. Gaps stay what they are.
   *
   * @return a new explanation; its {@code compute} throws a {@link
   *     io.github.tfsaliency.attribution.SaliencyException} if no map is one of embedded ids, and
   *     {@code export} an {@link IllegalStateException}, as an exported explanation gives whole maps
   */
  public Saliency sumEmbedding() {
    return with(
        new Choices(choices.method, choices.target, choices.log, true, choices.running));
  }

  /**
   * Bounds the memory that one computation takes beside the weights: it decides how many samples go
   * through the model at once. For another number of them TensorFlow adds up in another order, so
   * the last bits of a map may change (docs/operating.md); the same memory gives the same bits.
   *
   * @param bytes what the values of the samples in the model may take; an eighth of the machine's
   *     memory by default, at most 512 MiB. At least one sample is computed at once, whatever it
   *     takes
   * @return a new explanation
   * @throws IllegalArgumentException if {@code bytes} is not positive
   */
  public Saliency memory(long bytes) {
    checkArgument(bytes > 0, "The memory (%s bytes) must be positive.", bytes);
    Running running = choices.running;
    return with(
        new Running(OptionalLong.of(bytes), running.listener, running.cancelled, running.timeout));
  }

  /**
   * Follows long computations.
   *
   * @param newListener hears after each chunk how many samples have been through the model
   * @return a new explanation
   */
  public Saliency progress(ProgressListener newListener) {
    Running running = choices.running;
    return with(
        new Running(
            running.memory,
            requireNonNull(newListener, "newListener"),
            running.cancelled,
            running.timeout));
  }

  /**
   * Makes long computations stop: between two chunks, by a {@link
   * java.util.concurrent.CancellationException}. They also stop when their thread is interrupted.
   *
   * @param newCancelled asked before each chunk, in the thread that computes
   * @return a new explanation
   */
  public Saliency cancelWhen(BooleanSupplier newCancelled) {
    Running running = choices.running;
    return with(
        new Running(
            running.memory,
            running.listener,
            requireNonNull(newCancelled, "newCancelled"),
            running.timeout));
  }

  /**
   * Bounds how long each computation may take, the building of its graph included. By default it
   * takes as long as it takes. The results do not depend on it.
   *
   * <p>One computation is one call of {@code compute}, {@code layers}, {@code export} or {@code
   * writeGraphs}, one of a metric's questions ({@link #scoresOf}, {@link #mapsOf}), or the samples
   * that {@link #computeAll(Stream)} explains together. The time is looked at before every pass and
   * while a graph is built, and a pass that goes on when it is over is no longer waited for: the
   * exception comes then, but TensorFlow finishes the kernels that it has begun, in a thread and in
   * memory of this process. A model that is closed meanwhile gives its memory back when they end.
   * Not bounded: what has no passes, such as the loading of a model, one call of TensorFlow that
   * adds nodes to a graph, and what a method computes in Java after its last pass.
   *
   * @param newTimeout how long; a computation that takes longer ends by a {@link
   *     io.github.tfsaliency.attribution.ComputationTimeoutException}, and the model stays usable
   * @return a new explanation
   * @throws IllegalArgumentException if the timeout is not positive
   */
  public Saliency timeout(Duration newTimeout) {
    checkArgument(
        newTimeout.compareTo(Duration.ZERO) > 0, "The timeout (%s) must be positive.", newTimeout);
    Running running = choices.running;
    return with(
        new Running(running.memory, running.listener, running.cancelled, Optional.of(newTimeout)));
  }

  /**
   * Also writes every map, what arrives at each layer on its way, and the graphs as files for
   * TensorBoard. Costs several times what the map alone does.
   *
   * @param folder a folder of TensorBoard runs: {@code inference}, {@code marked} and {@code
   *     gradient} for the graphs, {@code maps} for what each call gave, one step a call; what is
   *     there is kept
   * @return a new explanation; its {@code compute} throws {@link IllegalStateException} for a
   *     method of several passes, and a {@link io.github.tfsaliency.attribution.SaliencyException}
   *     if the folder cannot be written
   */
  public Saliency debug(Path folder) {
    return with(
        new Choices(
            choices.method,
            choices.target,
            TensorBoardLog.in(folder),
            choices.sumsEmbedding,
            choices.running));
  }

  /**
   * Writes the model's graph for TensorBoard: as it was loaded, with the method's markers, and with
   * its gradient.
   *
   * @param folder a folder of TensorBoard runs: {@code inference}, {@code marked} and {@code
   *     gradient}; what is there is kept
   * @throws IllegalStateException if no method was chosen, it has several passes, or the model is
   *     closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model lacks what the method
   *     needs, or the folder cannot be written
   */
  public void writeGraphs(Path folder) {
    SinglePassMethod method = singlePass(chosenMethod());
    within(
        () -> {
          TensorBoardLog.in(folder).writeGraphs(explained().engine(), method);
          return folder;
        });
  }

  /**
   * Writes the model with its explanation as a SavedModel that needs no Java: the signatures that
   * the model has, unchanged, and the signature {@code explain}, which gives the map that {@link
   * #compute(FloatNdArray)} gives, in ops of TensorFlow's own.
   *
   * <p>Its inputs are those of {@link Model#inputNames()}, of the types and shapes that the model
   * takes; {@code target}, int64 {@code [N]}, the index of what is explained of each sample, or -1
   * for the largest score, so that what {@link #target} chose plays no part; and {@code seed},
   * int64 {@code []} or {@code [N]}, where the method draws noise. A direction, a similarity or a
   * contrast that {@link #target} chose is fixed instead, and {@link #exportTarget} fixes any
   * target: then there is no input {@code target}. Its outputs are {@code attribution}, float32 {@code [N, ...]}; {@code score}, float32 {@code [N]}; {@code target},
   * int64 {@code [N]}, the index that was explained, or -1 where it is none. Maps of several inputs are called {@code
   * attribution_} and the input's name. A target that does not exist is an error; values are not
   * checked otherwise.
   *
   * <p>The folder appears whole or not at all, however the process ends. One that is replaced is
   * exchanged in one step where the file system can, and keeps what is no part of a SavedModel. The
   * model's {@code assets}, {@code assets.extra}, labels and licences are copied, and its {@code
   * saliency.json} gets the method, its parameters and the version.
   *
   * <p>Whoever loads the export can run all that is in it. So what the model's signatures, its init
   * op, its restore op and its save op run is compared with the list of allowed operations first,
   * functions included. A signature that would run anything else is left out, as is all that none
   * of these needs.
   *
   * @param folder where the SavedModel goes; must not exist, or be empty
   * @param options {@link StandardCopyOption#REPLACE_EXISTING} replaces a SavedModel that is there,
   *     but never the model itself
   * @return what was written, and which signatures were left out
   * @throws IllegalStateException if no method was chosen or the model is closed
   * @throws IllegalArgumentException if there is another option, or a fixed target does not fit the
   *     model, is another one for each sample, or is read of values whose shape the model leaves
   *     open
   * @throws io.github.tfsaliency.attribution.SaliencyException if the method cannot be exported,
   *     the message says why; if the model lacks what it needs, was randomized, or has a signature
   *     {@code explain} already; if initialising, restoring or saving it would run what is not
   *     allowed there; if the folder is not free or cannot be written
   */
  @CanIgnoreReturnValue
  public ExportReport export(Path folder, CopyOption... options) {
    return export(folder, false, options);
  }

  /**
   * Writes the model with an explanation of the chosen target, which is part of it: the signature
   * {@code explain} has no input {@code target}.
   *
   * @param folder as {@link #export(Path, CopyOption...)}
   * @param options as {@link #export(Path, CopyOption...)}
   * @return as {@link #export(Path, CopyOption...)}
   * @throws IllegalStateException as {@link #export(Path, CopyOption...)}
   * @throws IllegalArgumentException as {@link #export(Path, CopyOption...)}
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link #export(Path,
   *     CopyOption...)}
   */
  @CanIgnoreReturnValue
  public ExportReport exportTarget(Path folder, CopyOption... options) {
    return export(folder, true, options);
  }

  private ExportReport export(Path folder, boolean fixesTarget, CopyOption... options) {
    ImmutableSet<CopyOption> chosen = ImmutableSet.copyOf(options);
    checkArgument(
        ImmutableSet.of(StandardCopyOption.REPLACE_EXISTING).containsAll(chosen),
        "The options %s are not all known, only REPLACE_EXISTING.",
        chosen);
    AttributionMethod method = chosenMethod();
    checkState(
        !choices.sumsEmbedding,
        "An exported explanation gives whole maps, not their sums over the embedding.\n"
            + "Maybe export without sumEmbedding(), and sum over the last dimension.");
    requireNonNull(folder, "folder");
    return within(
        () -> {
          Optional<FixedTarget> fixed =
              fixesTarget || TargetReader.isComposed(choices.target.all().get(0))
                  ? Optional.of(FixedTarget.of(model, choices.target))
                  : Optional.empty();
          Model explained = fixed.map(FixedTarget::model).orElse(model);
          requireAhead(method, explained);
          return new ExportReport(
              folder,
              model.origin().export(explained, method, fixed).write(method, folder, !chosen.isEmpty()));
        });
  }

  /**
   * Says which layers' gradients the method overrides, and why, without computing anything.
   *
   * @return every layer in execution order
   * @throws IllegalStateException if no method was chosen, or one of several passes
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model lacks what the method
   *     needs
   */
  public ImmutableList<LayerRule> rules() {
    ModifiedGradient gradient = singlePass(chosenMethod()).gradient();
    Model explained = explained();
    return Descriptions.rules(
        explained.layers(),
        explained.engine().rules(gradient),
        !gradient.overrides().isEmpty() || gradient.layerRules().isPresent());
  }

  /**
   * The layer whose activations the map is made of: the one that was chosen, or the one that the
   * method takes of this model.
   *
   * @return the name of a node in the model's graph; empty for methods that map no layer
   * @throws IllegalStateException if no method was chosen
   * @throws io.github.tfsaliency.attribution.NoMatchingNodeException if the model has no such layer
   */
  public Optional<String> layer() {
    AttributionMethod method = chosenMethod();
    Model explained = explained();
    requireAhead(method, explained);
    return method.mappedLayer().map(explained.engine()::layerName);
  }

  private Saliency with(Choices other) {
    return new Saliency(model, other);
  }

  private Saliency with(Running running) {
    return with(
        new Choices(
            choices.method, choices.target, choices.log, choices.sumsEmbedding, running));
  }

  private AttributionMethod chosenMethod() {
    AttributionMethod method = choices.method;
    if (method == null) {
      throw new IllegalStateException(
          "No method was chosen.\n"
              + "Maybe Saliency.of(model).method(new Gradient()).compute(input).");
    }
    return method;
  }

  /**
   * Computes the map of an input in the model's own units.
   *
   * @param input {@code [N, ...]}, or one sample without the batch dimension, for example {@code
   *     [H, W, C]}
   * @return a map of the same shape
   * @throws IllegalArgumentException if the shape does not fit, a value is NaN or infinite, or the
   *     target does not exist
   * @throws IllegalStateException if no method was chosen or the model is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model lacks what the method
   *     needs, or the map is not finite
   */
  public Attribution compute(FloatNdArray input) {
    return compute(model.batch(input)).values().asList().get(0);
  }

  /**
   * Computes the maps of a model with several inputs, in their own units.
   *
   * @param inputs {@code [N, ...]} for each of {@link Model#inputNames()}, or one sample of each
   *     without the batch dimension
   * @return a map for each input that is a float tensor or becomes one
   * @throws IllegalArgumentException if a name, a shape or a value does not fit, or the target does
   *     not exist
   * @throws IllegalStateException as {@link #compute(FloatNdArray)}
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link #compute(FloatNdArray)}
   */
  public ImmutableMap<String, Attribution> compute(Map<String, FloatNdArray> inputs) {
    return compute(model.batch(inputs));
  }

  private ImmutableMap<String, Attribution> compute(InputBatch batch) {
    return within(() -> compute(batch, read(batch)));
  }

  /** Computes something until the timeout. */
  @CanIgnoreReturnValue
  private <T> T within(Supplier<T> computation) {
    AttributionMethod method = choices.method;
    return Deadline.within(
        choices.running.timeout,
        method == null ? "the score" : MethodSpecs.print(method),
        computation);
  }

  private ImmutableMap<String, Attribution> compute(InputBatch batch, ReadTarget read) {
    AttributionMethod chosen = chosenMethod();
    if (choices.sumsEmbedding) {
      EmbeddingSums.require(model);
    }
    Model explained = read.model();
    Batch values = read.inputs(batch.values());
    GradientResult result = attribute(chosen, values, read);
    ImmutableList<ImmutableList<String>> warnings =
        new MapWarnings(explained, chosen, values, read.targets()).of(result);
    ImmutableMap<String, FloatNdArray> arrays =
        choices.sumsEmbedding
            ? EmbeddingSums.of(model, batch.values(), result.maps())
            : result.maps();
    ImmutableMap.Builder<String, Attribution> maps = ImmutableMap.builder();
    arrays.forEach(
        (input, array) -> {
          Attribution map =
              Attribution.ofBatch(
                  array,
                  result.targets(),
                  result.scores(),
                  MethodSpecs.print(chosen),
                  explained.explainedTensor());
          Attribution complete =
              result.gaps().map(map::withGaps).orElse(map).withWarnings(warnings);
          Attribution own =
              model.isChannelsFirst(input) ? complete.withChannelsFirst() : complete;
          maps.put(input, batch.single() ? own.sample(0) : own);
        });
    return maps.buildOrThrow();
  }

  /**
   * Computes what arrives at the output of each layer on the way from the score to the input.
   *
   * <p>Uses a graph of its own, beside that of {@link #compute(FloatNdArray)}, and holds the values
   * of all layers at once: for a few samples.
   *
   * @param input {@code [N, ...]}, or one sample without the batch dimension
   * @return what arrives at linear layers, activations, and whatever the method has rules for
   * @throws IllegalArgumentException as {@link #compute(FloatNdArray)}
   * @throws IllegalStateException as {@link #compute(FloatNdArray)}, or for a method of several
   *     passes
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model lacks what the method
   *     needs
   */
  public LayerAttributions layers(FloatNdArray input) {
    return layers(model.batch(input));
  }

  /**
   * Computes what arrives at the output of each layer of a model with several inputs.
   *
   * @param inputs {@code [N, ...]} for each of {@link Model#inputNames()}, or one sample of each
   *     without the batch dimension
   * @return as {@link #layers(FloatNdArray)}
   * @throws IllegalArgumentException as {@link #compute(Map)}
   * @throws IllegalStateException as {@link #layers(FloatNdArray)}
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link #layers(FloatNdArray)}
   */
  public LayerAttributions layers(Map<String, FloatNdArray> inputs) {
    return layers(model.batch(inputs));
  }

  private LayerAttributions layers(InputBatch batch) {
    SinglePassMethod chosen = singlePass(chosenMethod());
    LayerGradients traced =
        within(
            () -> {
              ReadTarget read = read(batch);
              return read.model()
                  .engine()
                  .trace(chosen.gradient(), chosen.call(read.inputs(batch.values()), read.targets()));
            });
    ImmutableMap.Builder<String, FloatNdArray> ordered = ImmutableMap.builder();
    traced.layers().forEach((layer, map) -> ordered.put(layer, model.inOrderOfFile(layer, map)));
    return new LayerAttributions(ordered.buildOrThrow());
  }

  private ReadTarget read(InputBatch batch) {
    return TargetReader.read(
        model,
        choices.target,
        batch.values(),
        samples ->
            passes(model)
                .scores(
                    samples,
                    Target.top()
                        .resolve(
                            samples.sampleCount(),
                            model.labels(),
                            () -> model.engine().outputShape(() -> samples)))
                .targets());
  }

  /** The model as far as what is explained of it. */
  private Model explained() {
    return TargetReader.model(model, choices.target);
  }

  private Passes passes(Model explained) {
    return ChunkedPasses.of(
        explained.engine(),
        choices.running.memory.orElseGet(ChunkedPasses::memoryOfMachine),
        choices.running.listener,
        choices.running.cancelled);
  }

  private GradientResult attribute(AttributionMethod chosen, Batch batch, ReadTarget read) {
    requireAhead(chosen, read.model());
    Passes passes = passes(read.model());
    passes.plan(chosen.passCount(passes, batch));
    return choices.log == null
        ? chosen.attribute(passes, batch, read.targets())
        : choices.log.attribute(
            read.model().debugged(), singlePass(chosen), passes, batch, read.targets());
  }

  /** Refuses to map a layer that plays no part in the score. */
  private void requireAhead(AttributionMethod chosen, Model explained) {
    Optional<SpatialLayer> mapped = chosen.mappedLayer().filter(layer -> layer.name().isPresent());
    if (explained == model || mapped.isEmpty()) {
      return;
    }
    String layer = model.engine().layerName(mapped.get());
    if (!explained.graph().nodes().containsKey(layer)) {
      throw new NoMatchingNodeException(
          Message.of(
              "The layer '%s' of the model '%s' plays no part in %s: it lies behind what the target"
                  + " reads, '%s', or beside it.\n"
                  + "Maybe map a layer ahead of that.",
              layer, model.directory(), choices.target.all().get(0), explained.outputName()));
    }
  }

  private static SinglePassMethod singlePass(AttributionMethod method) {
    if (method instanceof SinglePassMethod single) {
      return single;
    }
    throw new IllegalStateException(
        Message.of(
            "The method '%s' takes several passes, so there is no one graph to show.\n"
                + "Maybe show the method that it repeats.",
            MethodSpecs.print(method)));
  }

  /**
   * Computes the map of a picture: centre-cropped and resized to the model's input size, then
   * encoded as the model expects.
   *
   * @param picture of any size
   * @return a map {@code [H, W, C]} of the model's input size
   * @throws IllegalArgumentException if the model does not take pictures
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model does not say how it
   *     encodes pixels, or as {@link #compute(FloatNdArray)} throws
   */
  public Attribution compute(Picture picture) {
    return compute(model.encode(picture));
  }

  /**
   * Computes the map of an image in memory.
   *
   * @param image of any size and type
   * @return as {@link #compute(Picture)}
   */
  public Attribution compute(BufferedImage image) {
    return compute(Picture.of(image));
  }

  /**
   * Computes the map of an image file: PNG, JPEG, WebP and what else Java reads.
   *
   * @param file the file
   * @return as {@link #compute(Picture)}
   */
  public Attribution compute(Path file) {
    return compute(Picture.read(file));
  }

  /**
   * The score of what is explained of an input, as a function of other inputs: what metrics ask the
   * model.
   *
   * @param input one sample without the batch dimension; the target is resolved here and fixed, so
   *     that {@link Target#top()} means the top class of this input
   * @return batches {@code [N, ...]} to N scores; throws as {@link #compute(FloatNdArray)}
   * @throws IllegalArgumentException if the input does not fit, or the target does not exist
   */
  public ScoreFunction scoresOf(FloatNdArray input) {
    ReadTarget fixed = fixedTarget(input);
    return batch -> {
      Batch values = model.batch(batch).values();
      ReadTarget read = fixed.gather(new int[values.sampleCount()]);
      return within(() -> passes(read.model()).scores(read.inputs(values), read.targets())).values().toArray();
    };
  }

  /**
   * The map of what is explained of an input, as a function of other inputs: what metrics of
   * stability ask.
   *
   * @param input as in {@link #scoresOf}
   * @return batches {@code [N, ...]} to maps of the same target; throws as {@link
   *     #compute(FloatNdArray)}
   * @throws IllegalArgumentException if the input does not fit, or the target does not exist
   * @throws IllegalStateException if no method was chosen
   */
  public MapFunction mapsOf(FloatNdArray input) {
    var unused = chosenMethod();
    ReadTarget fixed = fixedTarget(input);
    return batch -> {
      InputBatch values = model.batch(batch);
      ReadTarget targets = fixed.gather(new int[values.values().sampleCount()]);
      return within(() -> compute(values, targets)).values().asList().get(0).values();
    };
  }

  private ReadTarget fixedTarget(FloatNdArray input) {
    InputBatch single = model.batch(input);
    checkArgument(
        single.values().sampleCount() == 1,
        "The target is fixed at one sample, but there are %s.",
        single.values().sampleCount());
    return within(
        () -> {
          ReadTarget read = read(single);
          return new ReadTarget(
              read.model(),
              passes(read.model())
                  .scores(read.inputs(single.values()), read.targets())
                  .chosen(read.targets()));
        });
  }

  /** The same of another model of the same inputs and outputs. */
  Saliency of(Model other, Target fixed) {
    return new Saliency(other, choices).target(fixed);
  }

  Model model() {
    return model;
  }

  Target target() {
    return choices.target;
  }

  /**
   * Computes the maps of many image files, in order and within bounded memory: as many at once as
   * the {@linkplain #memory memory} holds, while the stream is consumed. One that cannot be read or
   * explained is reported in its place, and the others are not lost.
   *
   * @param files image files, read as {@link #compute(Path)} does
   * @return an outcome for each file, lazily; the model must stay open until it is consumed
   * @throws IllegalStateException if no method was chosen
   */
  public Stream<Outcome<Path>> computeAll(Stream<Path> files) {
    return computeAll(files, file -> model.encode(Picture.read(file)));
  }

  /**
   * Computes the maps of many image files, as {@link #computeAll(Stream)}.
   *
   * @param files image files; a single {@code Path}, although it can be iterated over, is one file
   * @return as {@link #computeAll(Stream)}
   * @throws IllegalStateException if no method was chosen
   */
  public Stream<Outcome<Path>> computeAll(Iterable<Path> files) {
    return computeAll(files instanceof Path one ? Stream.of(one) : Streams.stream(files));
  }

  /**
   * Computes the maps of many inputs of any kind, as {@link #computeAll(Stream)}.
   *
   * @param inputs whatever they are
   * @param reader makes of each one sample without the batch dimension, for example {@code [H, W,
   *     C]}, in the model's own units; its {@link
   *     io.github.tfsaliency.attribution.SaliencyException}, {@link IllegalArgumentException} and
   *     {@link java.io.UncheckedIOException} are reported as outcomes, others end the stream
   * @param <T> what the inputs are given as
   * @return as {@link #computeAll(Stream)}
   * @throws IllegalStateException if no method was chosen
   */
  public <T> Stream<Outcome<T>> computeAll(
      Stream<T> inputs, Function<? super T, FloatNdArray> reader) {
    var unused = chosenMethod();
    return Streams.stream(new Outcomes<>(inputs.iterator(), reader, new Together()))
        .onClose(inputs::close);
  }

  /**
   * Computes the maps of many inputs of any kind, as {@link #computeAll(Stream, Function)}.
   *
   * @param inputs whatever they are
   * @param reader as {@link #computeAll(Stream, Function)}
   * @param <T> what the inputs are given as
   * @return as {@link #computeAll(Stream)}
   * @throws IllegalStateException if no method was chosen
   */
  public <T> Stream<Outcome<T>> computeAll(
      Iterable<T> inputs, Function<? super T, FloatNdArray> reader) {
    return computeAll(Streams.<T>stream(inputs), reader);
  }

  /** Explains samples together, each as if it were alone. */
  private final class Together implements Outcomes.Explainer {
    @Override
    public int chunk(FloatNdArray sample) {
      return within(() -> passes(model).gradientChunk(model.batch(sample).values()));
    }

    @Override
    public Attribution explain(FloatNdArray batch, int samples) {
      InputBatch all = model.batch(batch);
      InputBatch first = model.batch(batch.get(0));
      return within(() -> compute(all, read(first).gather(new int[samples])))
          .values()
          .asList()
          .get(0);
    }
  }
}
