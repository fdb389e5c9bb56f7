package io.github.tfsaliency;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attention.AttentionFinder;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.engine.forward.Ending;
import io.github.tfsaliency.engine.forward.NamedTensor;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.savedmodel.ShuffledWeights;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.inspect.AttentionDescription;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.tensorboard.DebuggedModel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * A TensorFlow SavedModel, ready to be explained.
 *
 * <p>The only thing of this library that is to be closed. May be used from many threads.
 */
public final class Model implements AutoCloseable {
  private final InferenceGraph graph;
  private final GradientEngine engine;
  private final Optional<PixelEncoding> encoding;
  private final ImmutableList<String> labels;
  private final ModelOrigin origin;
  private final OnDemand<Explanation> explanation;
  private final OnDemand<Model> unmerged;

  Model(
      InferenceGraph graph,
      GradientEngine engine,
      Optional<PixelEncoding> encoding,
      ImmutableList<String> labels,
      ModelOrigin origin,
      OnDemand<Explanation> explanation,
      OnDemand<Model> unmerged) {
    this.graph = graph;
    this.engine = engine;
    this.encoding = encoding;
    this.labels = labels;
    this.origin = origin;
    this.explanation = explanation;
    this.unmerged = unmerged;
  }

  /**
   * Loads a SavedModel, choosing signature, input and output where there is only one candidate.
   *
   * @param directory the folder with {@code saved_model.pb}
   * @return the model, to be closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the SavedModel is missing,
   *     broken, unsafe, not supported, or leaves a choice; the message says which
   */
  public static Model load(Path directory) {
    return from(directory).load();
  }

  /**
   * Starts a choice of signature, input, output and more.
   *
   * @param directory the folder with {@code saved_model.pb}
   * @return a loader
   */
  public static ModelLoader from(Path directory) {
    return ModelLoader.from(directory);
  }

  /**
   * Computes the explained output, ahead of a final softmax or sigmoid.
   *
   * @param batch {@code [N, ...]}, or one sample without the batch dimension
   * @return {@code [N, classes]}, or whatever the output's shape is
   * @throws IllegalArgumentException if the shape does not fit or a value is NaN or infinite
   * @throws IllegalStateException if the model is closed
   */
  public FloatNdArray predict(FloatNdArray batch) {
    return predict(batch(batch));
  }

  /**
   * Computes the explained output of a model with several inputs.
   *
   * @param inputs {@code [N, ...]} for each of {@link #inputNames()}, or one sample of each without
   *     the batch dimension
   * @return as {@link #predict(FloatNdArray)}
   * @throws IllegalArgumentException if a name, a shape or a value does not fit
   * @throws IllegalStateException if the model is closed
   */
  public FloatNdArray predict(Map<String, FloatNdArray> inputs) {
    return predict(batch(inputs));
  }

  private FloatNdArray predict(InputBatch batch) {
    return engine.holding(() -> ChunkedPasses.of(engine).predict(batch.values()));
  }

  /**
   * Computes probabilities: what the model's final softmax or sigmoid makes of {@link
   * #predict(FloatNdArray)}.
   *
   * @param batch {@code [N, ...]}, or one sample without the batch dimension
   * @return of the shape of the scores, from 0 to 1; empty if no softmax and no sigmoid comes last
   * @throws IllegalArgumentException if the shape does not fit or a value is NaN or infinite
   * @throws IllegalStateException if the model is closed
   */
  public Optional<FloatNdArray> probabilities(FloatNdArray batch) {
    return Probabilities.of(graph.unused().activation(), () -> predict(batch));
  }

  /**
   * Computes probabilities of a model with several inputs.
   *
   * @param inputs as {@link #predict(Map)} takes them
   * @return as {@link #probabilities(FloatNdArray)}
   * @throws IllegalArgumentException if a name, a shape or a value does not fit
   * @throws IllegalStateException if the model is closed
   */
  public Optional<FloatNdArray> probabilities(Map<String, FloatNdArray> inputs) {
    return Probabilities.of(graph.unused().activation(), () -> predict(inputs));
  }

  /**
   * Makes of a picture what the model expects: centre-cropped and resized, unless the model takes
   * pictures of any size, and encoded.
   *
   * @param picture of any size
   * @return {@code [H, W, 3]} in the model's own units, or {@code [3, H, W]} if it takes them so
   * @throws UnsupportedModelException if the model does not say how it encodes pixels, or does not
   *     take pictures of a fixed size
   */
  public FloatNdArray encode(Picture picture) {
    return PictureInput.of(this, picture);
  }

  /** {@return the key of the signature that was loaded} */
  public String signature() {
    return graph.signature();
  }

  /**
   * The inputs that are fed.
   *
   * @return the signature's names for them, or the tensor's that was named; those that the output
   *     depends on
   */
  public ImmutableList<String> inputNames() {
    return graph.inputs().stream().map(ModelInput::name).collect(toImmutableList());
  }

  /**
   * The signature's other inputs: the explained output does not depend on them. They may be given
   * all the same, and change nothing.
   *
   * @return the signature's names for them
   */
  public ImmutableSet<String> unusedInputs() {
    return graph.unused().inputs();
  }

  /**
   * The inputs that get a map, each with the tensor that the map is of.
   *
   * @return names in the model's graph by the names of the inputs; for an input of integers the
   *     first float tensor behind it
   */
  public ImmutableMap<String, String> attributedTensors() {
    return ImmutableMap.copyOf(Maps.transformValues(graph.attributed(), Object::toString));
  }

  /**
   * The output as it was chosen.
   *
   * @return the signature's name for it, or the tensor's
   */
  public String outputName() {
    return graph.outputName();
  }

  /**
   * The tensor that is explained: the logits even where the chosen output is a softmax of them.
   *
   * @return a name in the model's graph
   */
  public String explainedTensor() {
    return graph.explained().toString();
  }

  /**
   * Whether an input, and so its map, has its channels ahead of its places.
   *
   * @param input one of {@link #inputNames()}
   * @return true for {@code [N, C, ...]}, false for {@code [N, ..., C]} and for what has no places
   */
  public boolean isChannelsFirst(String input) {
    TensorRef tensor = graph.attributed().get(input);
    return graph.inputs().stream()
        .filter(fed -> fed.name().equals(input))
        .anyMatch(
            fed ->
                graph.channelsMoved().contains(fed.tensor())
                    && (tensor == null || graph.channelsMoved().contains(tensor)));
  }

  /** Whether the output that is explained has its classes ahead of its places. */
  boolean hasOutputWithChannelsFirst() {
    return graph.channelsMoved().contains(graph.explained());
  }

  /**
   * Computes the values of a layer: another picture's are a vector for {@code Target.similarity}.
   *
   * @param layer its name, as {@code Target.direction} takes it
   * @param batch {@code [N, ...]}, or one sample without the batch dimension
   * @return {@code [N, ...]}, in the order of the file
   * @throws io.github.tfsaliency.attribution.NoMatchingNodeException if there is no such layer
   */
  public FloatNdArray activations(String layer, FloatNdArray batch) {
    return activations(layer, batch(batch));
  }

  /**
   * Computes the values of a layer of a model with several inputs.
   *
   * @param layer as {@link #activations(String, FloatNdArray)}
   * @param inputs as {@link #predict(Map)} takes them
   * @return as {@link #activations(String, FloatNdArray)}
   */
  public FloatNdArray activations(String layer, Map<String, FloatNdArray> inputs) {
    return activations(layer, batch(inputs));
  }

  private FloatNdArray activations(String layer, InputBatch batch) {
    GradientEngine own = withOwnValues(ImmutableList.of(layer)).engine;
    TensorRef tensor = own.named().find(layer).tensor();
    return own.holding(
        () -> inOrderOfFile(tensor.node(), ChunkedPasses.of(own).values(tensor, batch.values())));
  }

  /** The values of a layer in the order that the file has them in. */
  FloatNdArray inOrderOfFile(String layer, FloatNdArray values) {
    return graph.channelsMoved().contains(new TensorRef(layer, 0))
        ? ChannelAxis.toFirst(values)
        : values;
  }

  /**
   * The shape of the only input.
   *
   * @return {@code [N, ...]} with -1 for free dimensions, or of unknown rank
   * @throws IllegalStateException if the model has several inputs
   */
  public Shape inputShape() {
    checkState(
        graph.inputs().size() == 1,
        "The model has the inputs %s.\nMaybe ask for inputShape(name).",
        inputNames());
    return graph.inputs().get(0).shape();
  }

  /**
   * The shape of one input.
   *
   * @param name one of {@link #inputNames()}
   * @return {@code [N, ...]} with -1 for free dimensions, or of unknown rank
   * @throws IllegalArgumentException if there is no such input
   */
  public Shape inputShape(String name) {
    return graph.inputs().stream()
        .filter(input -> input.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Message.of("The model has no input '%s', only %s.", name, inputNames())))
        .shape();
  }

  /** {@return how the model encodes pixels; empty if neither it nor the caller said so} */
  public Optional<PixelEncoding> encoding() {
    return encoding;
  }

  /** {@return the names of the classes, in the order of the output; empty if there are none} */
  public ImmutableList<String> labels() {
    return labels;
  }

  /** {@return what is executed between input and output, in execution order} */
  public ImmutableList<ModelLayer> layers() {
    return Descriptions.layers(graph);
  }

  /** {@return the blocks of self-attention, found by structure, in execution order} */
  public ImmutableList<AttentionDescription> attention() {
    return Descriptions.attention(AttentionFinder.find(engine.model()));
  }

  /**
   * The operations of the file that must not run: nothing that was loaded leads to them, so they
   * were dropped before TensorFlow saw them. Training and saving leave many.
   *
   * @return where each operation lies, by its name: {@code the main graph} or {@code function
   *     'name'}
   */
  public ImmutableSortedMap<String, ImmutableList<String>> droppedOperations() {
    return graph.unused().operations();
  }

  /** {@return the names of the layers that have weights, in execution order} */
  public ImmutableList<String> weightedLayers() {
    return ShuffledWeights.layers(graph);
  }

  /**
   * The same model with random weights in some layers, to see whether a map depends on them: the
   * values of each weight are shuffled over all axes; what a shuffle leaves as it is, such as a
   * bias of zeros, is changed by noise. Every tensor is proved to be another one.
   *
   * @param layers names among {@link #weightedLayers()}; a weight that another layer shares changes
   *     there too
   * @param seed equal seeds shuffle alike
   * @return another model, to be closed; this one stays as it is
   * @throws IllegalArgumentException if there is no such layer
   * @throws io.github.tfsaliency.attribution.SaliencyException if the weights cannot be restored,
   *     or one is as before
   */
  public Model randomized(Collection<String> layers, long seed) {
    ShuffledWeights shuffled = ShuffledWeights.of(graph, layers, seed);
    return new Model(
        shuffled.model(),
        engine.openShuffled(shuffled),
        encoding,
        labels,
        origin.shuffled(),
        OnDemand.none(directory()),
        OnDemand.none(directory()));
  }

  /**
   * The explanation that was exported into the model's folder, as plain TensorFlow: what Python or
   * TensorFlow Serving would give.
   *
   * <p>Only the nodes and functions of the signature {@code explain} are run, after all of them
   * have been checked, and the weights are restored by ops of this library.
   *
   * @return empty if the folder has no signature {@code explain}; closed with the model
   * @throws io.github.tfsaliency.attribution.SaliencyException if the folder cannot be read any
   *     more, or the signature would run what is not allowed there; the message names it
   */
  public Optional<Explanation> explanation() {
    return explanation.get();
  }

  /** {@return the folder that the model was loaded from, as it was given} */
  public Path directory() {
    return graph.directory();
  }

  /**
   * Takes no new computations, which throw {@link IllegalStateException} from now on; those that
   * run end, and the last of them frees all native memory. Waits for none of them. Closing again
   * does nothing.
   */
  @Override
  public void close() {
    try (engine;
        unmerged;
        explanation) {
      // Closes all three, whichever of them fails.
    }
  }

  @Override
  public String toString() {
    return "Model '"
        + graph.directory()
        + "' ("
        + String.join(", ", inputNames())
        + " -> "
        + explainedTensor()
        + ")";
  }

  InputBatch batch(FloatNdArray input) {
    return InputBatch.of(input, graph);
  }

  InputBatch batch(Map<String, FloatNdArray> inputs) {
    return InputBatch.of(inputs, graph);
  }

  InferenceGraph graph() {
    return graph;
  }

  GradientEngine engine() {
    return engine;
  }

  /** The same model as far as what is read of it; it is not closed. */
  Model at(Ending ending) {
    GradientEngine ended = engine.at(ending);
    return new Model(ended.model(), ended, encoding, labels, origin, explanation, unmerged);
  }

  /**
   * The model itself, or the same one with each layer apart from the BatchNorm behind it, where one
   * of the layers is merged with it; it is not closed.
   */
  Model withOwnValues(Collection<String> layers) {
    return layers.stream().anyMatch(layer -> NamedTensor.isMerged(graph, layer))
        ? unmerged.get().orElse(this)
        : this;
  }

  ModelOrigin origin() {
    return origin;
  }

  DebuggedModel debugged() {
    return new DebuggedModel(engine, encoding, labels, explainedTensor());
  }
}
