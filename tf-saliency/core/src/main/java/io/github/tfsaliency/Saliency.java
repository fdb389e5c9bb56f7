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
 * Explains a model's decisions: which method, which target, which input.
 *
 * <p>An immutable value: every step returns a new one, so one may be shared between threads and
 * forked in the middle of a chain.
 *
 * <p>What asks the model throws {@link IllegalStateException} if no method was chosen or the model
 * is closed, {@link io.github.tfsaliency.attribution.SaliencyException} if the model lacks what the
 * method needs or a map is not finite, and {@link IllegalArgumentException} for an input whose name
 * or shape does not fit, that has a value NaN or infinite, or no such target.
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
   * @param model the model; closed by its owner, not by this value
   * @return an explanation of the top class, still without a method
   */
  public static Saliency of(Model model) {
    return new Saliency(requireNonNull(model, "model"), Choices.NONE);
  }

  /**
   * What one computation takes at most on the processor, where {@link #memory} does not say so. On
   * a GPU it takes an eighth of the GPU's memory.
   *
   * @return bytes: an eighth of what the machine, or the container, has, from 256 to 512 MiB
   */
  public static long defaultMemory() {
    return ChunkedPasses.memoryOfMachine();
  }

  /**
   * Writes the model's graph as {@link #debug} does: as it was loaded, with the method's markers,
   * and with its gradient.
   *
   * @param folder as for {@link #debug}
   */
  public void writeGraphs(Path folder) {
    new LayerView(explained(), choices).writeGraphs(folder);
  }

  /**
   * Writes the model with its explanation as a SavedModel that needs no Java: the signatures that
   * the model has, unchanged, and the signature {@code explain}, which gives the map that {@link
   * #compute(FloatNdArray)} gives; {@link Explanation} says how it is called. What {@link #target}
   * chose plays no part, as each call says what is explained, but for a direction, a similarity or
   * a contrast, which is fixed.
   *
   * <p>If the model takes pictures of one size and says how it encodes them, there is one more
   * signature, {@code explain_encoded}: its input {@code image_bytes}, JPEG or PNG files {@code
   * [N]}, takes the place of the model's input, and it gives the map that {@link #compute(Picture)}
   * gives.
   *
   * @param folder where the SavedModel goes; must not exist, or be empty
   * @param options {@link StandardCopyOption#REPLACE_EXISTING} replaces a SavedModel that is there,
   *     but never the model itself; {@link ExportOption#ARRAYS_ONLY} leaves out {@code
   *     explain_encoded}
   * @return what was written, and which signatures were left out
   * @throws IllegalArgumentException if there is another option, or a fixed target does not fit the
   *     model, is another one for each sample, or is read of values whose shape the model leaves
   *     open
   * @throws io.github.tfsaliency.attribution.SaliencyException if the method cannot be exported,
   *     the message says why; if the model was randomized, or has a signature {@code explain} or
   *     {@code explain_encoded} already; if initialising, restoring or saving it would run what is
   *     not allowed there; if the folder is not free or cannot be written
   */
  @CanIgnoreReturnValue
  public ExportReport export(Path folder, CopyOption... options) {
    return new Exporter(explained(), choices).write(folder, false, options);
  }

  /**
   * Writes the model as {@link #export} does, with the chosen target as a part of the explanation:
   * the signature {@code explain} has no input {@code target}.
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
   * Says which layers' gradients the method overrides, and why. All its passes must be of one
   * gradient.
   *
   * @return every layer in execution order
   */
  public ImmutableList<LayerRule> rules() {
    return new LayerView(explained(), choices).rules();
  }

  /**
   * The layer whose activations the map is made of: the one that was chosen, or the one that the
   * method takes of this model.
   *
   * @return the name of a node in the model's graph; empty for methods that map no layer
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
   * @return a map for each input that is a float tensor or becomes one
   */
  public ImmutableMap<String, Attribution> compute(Map<String, FloatNdArray> inputs) {
    return computation().maps(model.batch(inputs));
  }

  /**
   * Computes the map of a picture: centre-cropped and resized to the model's input size, then
   * encoded as the model expects.
   *
   * @param picture of any size
   * @return a map {@code [H, W, C]} of the model's input size
   * @throws IllegalArgumentException if the model does not take pictures
   * @throws io.github.tfsaliency.attribution.SaliencyException also if the model does not say how
   *     it encodes pixels
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
   * Computes the map of an input on another thread, one of the common pool.
   *
   * @param input as {@link #compute(FloatNdArray)}; copied before this returns
   * @return completes with the map, or with what {@link #compute(FloatNdArray)} throws; once it is
   *     cancelled, the computation ends before its next chunk
   * @throws IllegalArgumentException if the input does not fit
   * @throws IllegalStateException if no method was chosen
   */
  public CompletableFuture<Attribution> computeAsync(FloatNdArray input) {
    return computeAsync(input, ForkJoinPool.commonPool());
  }

  /**
   * Computes the map of a picture on another thread, one of the common pool.
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
   * Computes the maps of the layers on the way from the score to the input, by any method of
   * gradients, paths, noise or propagation; docs/methods.md says what each of them is inside.
   *
   * <p>Uses graphs of its own, beside that of {@link #compute(FloatNdArray)}, and holds the maps of
   * all layers at once: for a few samples. A method along a path takes as many passes for each
   * layer as it takes for the input, so it is better asked for some layers by name.
   *
   * @param input as {@link #compute(FloatNdArray)}
   * @param layers the names of nodes as {@link Model#layers} has them, or of Keras layers, whose
   *     last node counts; without any, linear layers, activations, and whatever the method has
   *     rules for
   * @return a map for each layer, of the shape of its output
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
   * Averages a layer's values over its places: an example for {@link
   * io.github.tfsaliency.concept.ConceptVector}. Needs no method, and no target.
   *
   * @param layer its name, as {@link Target#direction} takes it
   * @param input as {@link #compute(FloatNdArray)}
   * @return {@code [N, C]}, a number for each channel; of a layer without places its values
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
   * Computes how fast the score of the target grows with each channel of a layer, where the channel
   * is raised at all places alike: the sum of the derivatives over the places, which {@link
   * io.github.tfsaliency.concept.Tcav} takes. Needs no method.
   *
   * @param layer its name, as {@link Target#direction} takes it; ahead of what the target reads
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
   * The score of what is explained of an input, as a function of other inputs: what metrics ask the
   * model. Needs no method.
   *
   * @param input one sample; the target is resolved here and fixed, so that {@link Target#top()}
   *     means the top class of this input
   * @return batches {@code [N, ...]} to N scores; throws as {@link #compute(FloatNdArray)}
   */
  public ScoreFunction scoresOf(FloatNdArray input) {
    return computation().scoresOf(input);
  }

  /**
   * The map of what is explained of an input, as a function of other inputs: what metrics of
   * stability ask.
   *
   * @param input as in {@link #scoresOf}
   * @return batches {@code [N, ...]} to maps of the same target, as {@link #compute(FloatNdArray)}
   */
  public MapFunction mapsOf(FloatNdArray input) {
    var unused = choices.method();
    return computation().mapsOf(input);
  }

  /**
   * Computes the maps of many image files, in order and within bounded memory: as many at once as
   * the {@linkplain #memory memory} holds, while the stream is consumed. One that cannot be read or
   * explained is reported in its place, and the others are not lost.
   *
   * @param files image files, read as {@link #compute(Path)} does
   * @return an outcome for each file, lazily; the model must stay open until it is consumed
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
   * @param inputs whatever they are
   * @param reader makes of each one sample without the batch dimension, for example {@code [H, W,
   *     C]}, in the model's own units; its {@link
   *     io.github.tfsaliency.attribution.SaliencyException}, {@link IllegalArgumentException} and
   *     {@link java.io.UncheckedIOException} are reported as outcomes, others end the stream
   * @param <T> what the inputs are given as
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
   * @param inputs whatever they are
   * @param reader as {@link #computeAll(Stream, Function)}
   * @param <T> what the inputs are given as
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

  /** The model in which what the target reads has values of its own. */
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
