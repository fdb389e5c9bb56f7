package io.github.tfsaliency;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static io.github.tfsaliency.message.Checks.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attention.AttentionFinder;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.savedmodel.ShuffledWeights;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.inspect.AttentionDescription;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/** A model as far as its graph tells, without running it. */
abstract sealed class DescribedModel permits Model {
  private final InferenceGraph graph;
  private final Optional<PixelEncoding> encoding;
  private final ImmutableList<String> labels;

  DescribedModel(
      InferenceGraph graph, Optional<PixelEncoding> encoding, ImmutableList<String> labels) {
    this.graph = graph;
    this.encoding = encoding;
    this.labels = labels;
  }

  /** {@return the key of the signature that was loaded} */
  public String signature() {
    return graph.signature();
  }

  /**
   * The inputs that are fed.
   *
   * @return the inputs that the output depends on, named as in the signature, or as the tensor that
   *     the loader was given
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
    return input(name).shape();
  }

  /**
   * The type of one input.
   *
   * @param name one of {@link #inputNames()}
   * @return for example {@code float} or {@code int64}
   * @throws IllegalArgumentException if there is no such input
   */
  public String inputType(String name) {
    return NodeOutputs.name(input(name).type());
  }

  private ModelInput input(String name) {
    return graph.inputs().stream()
        .filter(input -> input.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Message.of("The model has no input '%s', only %s.", name, inputNames())));
  }

  /** {@return how the model encodes pixels; empty if neither it nor the caller said so} */
  public Optional<PixelEncoding> encoding() {
    return encoding;
  }

  /** {@return the names of the classes, in the order of the output; empty if there are none} */
  public ImmutableList<String> labels() {
    return labels;
  }

  /**
   * The label of a target.
   *
   * @param target an index of the output, or -1 for a target that is not a single element of it
   * @return the label; empty if the target has none
   */
  public Optional<String> label(long target) {
    return label(target, labels);
  }

  static Optional<String> label(long target, ImmutableList<String> labels) {
    return target >= 0 && target < labels.size()
        ? Optional.of(labels.get((int) target))
        : Optional.empty();
  }

  /** The labels of the samples' targets. */
  static ImmutableList<Optional<String>> labels(
      ImmutableLongArray targets, ImmutableList<String> labels) {
    return targets.asList().stream()
        .map(target -> label(target, labels))
        .collect(toImmutableList());
  }

  /** {@return what is executed between input and output, in execution order} */
  public ImmutableList<ModelLayer> layers() {
    return Descriptions.layers(graph);
  }

  /** {@return the blocks of self-attention, found by structure, in execution order} */
  public ImmutableList<AttentionDescription> attention() {
    return Descriptions.attention(AttentionFinder.find(graph));
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

  /** {@return the folder that the model was loaded from, as it was given} */
  public Path directory() {
    return graph.directory();
  }

  InferenceGraph graph() {
    return graph;
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
}
