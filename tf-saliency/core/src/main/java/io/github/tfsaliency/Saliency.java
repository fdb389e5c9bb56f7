package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.ScoreFunction;
import io.github.tfsaliency.spec.MethodSpecs;
import java.awt.image.BufferedImage;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Explains a model's decisions. Choose a method and a target, then compute the map of an input.
 *
 * <p>An immutable value: every step returns a new one. So a value may be shared between threads,
 * and a chain may be continued in several ways.
 *
 * <p>Every method that runs the model throws {@link IllegalStateException} if no method was chosen
 * or the model is closed, {@link io.github.tfsaliency.attribution.SaliencyException} if the model
 * lacks something that the method needs or a map is not finite, and {@link
 * IllegalArgumentException} if the name or shape of an input does not fit, a value is not finite,
 * or the target does not exist.
 *
 * @since 0.1.0
 */
public final class Saliency extends Chosen {
  private final Model model;

  private Saliency(Model model, Choices choices) {
    super(choices);
    this.model = model;
  }

  /**
   * Starts an explanation.
   *
   * @param model the model; its owner closes it, not this value
   * @return an explanation of the top class, without a method
   */
  public static Saliency of(Model model) {
    return new Saliency(requireNonNull(model, "model"), Choices.NONE);
  }

  /**
   * The default memory limit of one computation on the CPU; {@link #memory} sets another one. On a
   * GPU the default is an eighth of the GPU's memory.
   *
   * @return bytes: an eighth of the memory of the machine or container, from 256 to 512 MiB
   */
  public static long defaultMemory() {
    return ChunkedPasses.memoryOfMachine();
  }

  /**
   * Writes the model's graphs as {@link #debug} does: the loaded graph, the graph with the method's
   * markers, and the graph with its gradient.
   *
   * @param folder as for {@link #debug}
   */
  public void writeGraphs(Path folder) {
    new LayerView(explained(), choices).writeGraphs(folder);
  }

  /**
   * Writes the model with its explanation as a SavedModel that needs no Java. It has the model's
   * signatures, unchanged, and the signature {@code explain}, which computes the same map as {@link
   * #compute(FloatNdArray)}. {@link Explanation} describes its inputs and outputs. Each call of the
   * signature names its target, so {@link #target} is ignored, except for a direction, a similarity
   * or a contrast, which is fixed.
   *
   * <p>If the model takes pictures of one size and declares its encoding, there is one more
   * signature, {@code explain_encoded}. It has the input {@code image_bytes}, JPEG or PNG files
   * {@code [N]}, instead of the model's input, and computes what {@link #compute(Picture)} does.
   *
   * @param folder the folder to write; must not exist, or must be empty
   * @param options {@link StandardCopyOption#REPLACE_EXISTING} replaces an existing SavedModel, but
   *     never the model itself; {@link ExportOption#ARRAYS_ONLY} leaves out {@code explain_encoded}
   * @return the added signatures and the omitted ones
   * @throws IllegalArgumentException if there is another option, or a fixed target does not fit the
   *     model, differs between samples, or reads values without a fixed shape
   * @throws io.github.tfsaliency.attribution.SaliencyException if the method cannot be exported
   *     (the message gives the reason); if the model was randomized, or already has a signature
   *     {@code explain} or {@code explain_encoded}; if initialising, restoring or saving the model
   *     would run an operation that is not allowed; if the folder is not empty or cannot be written
   */
  @CanIgnoreReturnValue
  public ExportReport export(Path folder, CopyOption... options) {
    return new Exporter(explained(), choices).write(folder, false, options);
  }

  /**
   * Writes the model as {@link #export} does, with the chosen target fixed: the signature {@code
   * explain} has no input {@code target}.
   *
   * @param folder as for {@link #export}
   * @param options as for {@link #export}
   * @return as {@link #export}
   */
  @CanIgnoreReturnValue
  public ExportReport exportTarget(Path folder, CopyOption... options) {
    return new Exporter(explained(), choices).write(folder, true, options);
  }

  /**
   * Lists which layers' gradients the method overrides, and why. All passes of the method must use
   * the same gradient.
   *
   * @return a line for every layer, in execution order
   */
  public ImmutableList<LayerRule> rules() {
    return new LayerView(explained(), choices).rules();
  }

  /**
   * The layer whose activations the map is computed from: the chosen layer, or the method's default
   * for this model.
   *
   * @return the name of a node in the model's graph; empty for methods that use no layer
   * @throws io.github.tfsaliency.attribution.NoMatchingNodeException if the model has no such layer
   */
  public Optional<String> layer() {
    return new LayerView(explained(), choices).mapped();
  }

  /**
   * Computes the map of an input in the model's own units.
   *
   * @param input {@code [N, ...]}, or one sample without the batch dimension, for example {@code
   *     [H, W, C]}
   * @return a map of the same shape
   */
  public Attribution compute(FloatNdArray input) {
    return computation().map(model.batch(input));
  }

  /**
   * Computes the maps of a model with several inputs, in their own units.
   *
   * @param inputs as {@link #compute(FloatNdArray)}, for each of {@link Model#inputNames()}
   * @return a map for each input that is a float tensor or is converted to one
   */
  public ImmutableMap<String, Attribution> compute(Map<String, FloatNdArray> inputs) {
    return computation().maps(model.batch(inputs));
  }

  /**
   * Computes the map of a picture. The picture is centre-cropped and resized to the model's input
   * size, then encoded as the model expects.
   *
   * @param picture of any size
   * @return a map {@code [H, W, C]} of the model's input size
   * @throws IllegalArgumentException if the model does not take pictures
   * @throws io.github.tfsaliency.attribution.SaliencyException also if the model does not declare
   *     its pixel encoding
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
   * Computes the map of an image file: PNG, JPEG, WebP, or another format that Java reads.
   *
   * @param file the file
   * @return as {@link #compute(Picture)}
   */
  public Attribution compute(Path file) {
    return compute(Picture.read(file));
  }

  /**
   * Computes the map of an input on a thread of the common pool.
   *
   * @param input as {@link #compute(FloatNdArray)}; copied before this method returns
   * @return a future that completes with the map, or with the exception of {@link
   *     #compute(FloatNdArray)}; if it is cancelled, the computation stops before its next chunk
   * @throws IllegalArgumentException if the input does not fit
   * @throws IllegalStateException if no method was chosen
   */
  public CompletableFuture<Attribution> computeAsync(FloatNdArray input) {
    return computeAsync(input, ForkJoinPool.commonPool());
  }

  /**
   * Computes the map of a picture on a thread of the common pool.
   *
   * @param picture as {@link #compute(Picture)}
   * @return as {@link #computeAsync(FloatNdArray)}
   */
  public CompletableFuture<Attribution> computeAsync(Picture picture) {
    return computeAsync(model.encode(picture));
  }

  /**
   * Computes the map of an input on a thread of an executor.
   *
   * @param input as {@link #computeAsync(FloatNdArray)}
   * @param executor runs the computation, which may take long
   * @return as {@link #computeAsync(FloatNdArray)}
   */
  public CompletableFuture<Attribution> computeAsync(FloatNdArray input, Executor executor) {
    var unused = choices.method();
    InputBatch batch = model.batch(input);
    CompletableFuture<Attribution> future = new CompletableFuture<>();
    BooleanSupplier cancelled = choices.running().cancelled();
    Saliency cancellable = cancelWhen(() -> future.isCancelled() || cancelled.getAsBoolean());
    executor.execute(
        () -> {
          if (!future.isDone()) {
            try {
              future.complete(cancellable.computation().map(batch));
            } catch (Throwable e) {
              future.completeExceptionally(e);
            }
          }
        });
    return future;
  }

  /**
   * Computes the maps of the layers between the score and the input. Every method of gradients,
   * paths, noise or propagation can do this; docs/methods.md describes the meaning for each method.
   *
   * <p>The maps of all layers are in memory at the same time, so use this for a few samples. It
   * builds separate graphs, in addition to the graph of {@link #compute(FloatNdArray)}. A path
   * method runs as many passes for each layer as for the input, so choose some layers by name.
   *
   * @param input as {@link #compute(FloatNdArray)}
   * @param layers the names of nodes, as in {@link Model#layers}, or of Keras layers, whose last
   *     node counts; without names, all linear layers, activations, and layers that the method has
   *     rules for
   * @return a map for each layer, in the shape of the layer's output
   * @throws io.github.tfsaliency.attribution.NoMatchingNodeException if there is no such layer, its
   *     values are not floating-point numbers, or the target does not depend on it
   */
  public LayerAttributions layers(FloatNdArray input, String... layers) {
    return InnerMaps.of(model, choices, model.batch(input), ImmutableList.copyOf(layers));
  }

  /**
   * Computes the maps of layers of a model with several inputs.
   *
   * @param inputs as {@link #compute(Map)}
   * @param layers as {@link #layers(FloatNdArray, String...)}
   * @return as {@link #layers(FloatNdArray, String...)}
   */
  public LayerAttributions layers(Map<String, FloatNdArray> inputs, String... layers) {
    return InnerMaps.of(model, choices, model.batch(inputs), ImmutableList.copyOf(layers));
  }

  /**
   * Averages a layer's values over its positions. The result is an example for {@link
   * io.github.tfsaliency.concept.ConceptVector}. Needs no method and no target.
   *
   * @param layer its name, as for {@link Target#direction}
   * @param input as {@link #compute(FloatNdArray)}
   * @return {@code [N, C]}, one number for each channel; the values themselves for a layer without
   *     positions
   * @throws IllegalArgumentException also if the layer has one number for each sample
   */
  public FloatNdArray layerMeans(String layer, FloatNdArray input) {
    return computation(requireNonNull(layer, "layer")).layerMeans(layer, model.batch(input));
  }

  /**
   * Averages a layer's values of a model with several inputs.
   *
   * @param layer as {@link #layerMeans(String, FloatNdArray)}
   * @param inputs as {@link #compute(Map)}
   * @return as {@link #layerMeans(String, FloatNdArray)}
   */
  public FloatNdArray layerMeans(String layer, Map<String, FloatNdArray> inputs) {
    return computation(requireNonNull(layer, "layer")).layerMeans(layer, model.batch(inputs));
  }

  /**
   * Computes how fast the score of the target grows when a channel of a layer is raised equally at
   * all positions. This is the sum of the derivatives over the positions, and {@link
   * io.github.tfsaliency.concept.Tcav} uses it. Needs no method.
   *
   * @param layer its name, as for {@link Target#direction}; must come before the layer that the
   *     target reads
   * @param input as {@link #compute(FloatNdArray)}
   * @return {@code [N, C]}
   * @throws IllegalArgumentException also if the layer has one number for each sample
   */
  public FloatNdArray layerDerivatives(String layer, FloatNdArray input) {
    return computation(requireNonNull(layer, "layer")).layerDerivatives(layer, model.batch(input));
  }

  /**
   * Computes how fast the score grows with a layer of a model with several inputs.
   *
   * @param layer as {@link #layerDerivatives(String, FloatNdArray)}
   * @param inputs as {@link #compute(Map)}
   * @return as {@link #layerDerivatives(String, FloatNdArray)}
   */
  public FloatNdArray layerDerivatives(String layer, Map<String, FloatNdArray> inputs) {
    return computation(requireNonNull(layer, "layer")).layerDerivatives(layer, model.batch(inputs));
  }

  /**
   * The score of an input's target, as a function of other inputs. Metrics call this function.
   * Needs no method.
   *
   * @param input one sample; the target is resolved for it and fixed, so {@link Target#top()} means
   *     the top class of this input
   * @return a function from batches {@code [N, ...]} to N scores; throws as {@link
   *     #compute(FloatNdArray)}
   */
  public ScoreFunction scoresOf(FloatNdArray input) {
    return computation().scoresOf(input);
  }

  /**
   * The map of an input's target, as a function of other inputs. Metrics of stability call this
   * function.
   *
   * @param input as in {@link #scoresOf}
   * @return a function from batches {@code [N, ...]} to maps of the same target, as {@link
   *     #compute(FloatNdArray)}
   */
  public MapFunction mapsOf(FloatNdArray input) {
    var unused = choices.method();
    return computation().mapsOf(input);
  }

  /**
   * Computes the maps of many image files, in order and in bounded memory. While the stream is
   * consumed, as many files are explained together as the {@linkplain #memory memory limit} allows.
   * A file that cannot be read or explained has an outcome with the failure, and the others are
   * explained nevertheless.
   *
   * @param files image files, read as by {@link #compute(Path)}
   * @return an outcome for each file, computed lazily; the model must stay open until the stream is
   *     consumed
   */
  public Stream<Outcome<Path>> computeAll(Stream<Path> files) {
    return computeAll(files, file -> model.encode(Picture.read(file)));
  }

  /**
   * Computes the maps of many image files, as {@link #computeAll(Stream)}.
   *
   * @param files image files; a single {@code Path}, although it can be iterated over, is one file
   * @return as {@link #computeAll(Stream)}
   */
  public Stream<Outcome<Path>> computeAll(Iterable<Path> files) {
    return computeAll(files instanceof Path one ? Stream.of(one) : Streams.stream(files));
  }

  /**
   * Computes the maps of many inputs of any kind, as {@link #computeAll(Stream)}.
   *
   * @param inputs the inputs, of any type
   * @param reader reads one sample from an input, without the batch dimension, for example {@code
   *     [H, W, C]}, in the model's own units; its {@link
   *     io.github.tfsaliency.attribution.SaliencyException}, {@link IllegalArgumentException} and
   *     {@link java.io.UncheckedIOException} are reported as outcomes, other exceptions end the
   *     stream
   * @param <T> the type of the inputs
   * @return as {@link #computeAll(Stream)}
   */
  public <T> Stream<Outcome<T>> computeAll(
      Stream<T> inputs, Function<? super T, FloatNdArray> reader) {
    var unused = choices.method();
    return Streams.stream(new Outcomes<>(inputs.iterator(), reader, computation()))
        .onClose(inputs::close);
  }

  /**
   * Computes the maps of many inputs of any kind, as {@link #computeAll(Stream, Function)}.
   *
   * @param inputs the inputs, of any type
   * @param reader as {@link #computeAll(Stream, Function)}
   * @param <T> the type of the inputs
   * @return as {@link #computeAll(Stream)}
   */
  public <T> Stream<Outcome<T>> computeAll(
      Iterable<T> inputs, Function<? super T, FloatNdArray> reader) {
    return computeAll(Streams.<T>stream(inputs), reader);
  }

  /** The same of another model of the same inputs and outputs. */
  Saliency of(Model other, Target fixed) {
    return new Saliency(other, choices.withTarget(fixed));
  }

  @Override
  public String toString() {
    AttributionMethod method = choices.chosen();
    return "Saliency of "
        + model
        + (method == null ? ", without a method" : " by " + MethodSpecs.print(method))
        + ", target "
        + choices.target();
  }

  /** The model in which the layer that the target reads has separate values. */
  Model explained() {
    return choices.of(model, ImmutableList.of());
  }

  Target target() {
    return choices.target();
  }

  @Override
  Saliency with(Choices other) {
    return new Saliency(model, other);
  }

  private Computation computation() {
    return new Computation(explained(), choices);
  }

  private Computation computation(String layer) {
    return new Computation(choices.of(model, ImmutableList.of(layer)), choices);
  }
}
