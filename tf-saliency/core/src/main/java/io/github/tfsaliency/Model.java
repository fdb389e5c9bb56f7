package io.github.tfsaliency;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.engine.forward.Ending;
import io.github.tfsaliency.engine.forward.NamedTensor;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.savedmodel.ShuffledWeights;
import io.github.tfsaliency.image.Bands;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.inspect.Device;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.tensorboard.DebuggedModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A loaded TensorFlow SavedModel that can be explained.
 *
 * <p>A model holds native memory and must be closed; {@link ModelHolder} and {@link SharedModel}
 * close it for you. Many threads may use it at the same time.
 *
 * @since 0.1.0
 */
public final class Model extends DescribedModel implements AutoCloseable {
  private final GradientEngine engine;
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
    super(graph, encoding, labels);
    this.engine = engine;
    this.origin = origin;
    this.explanation = explanation;
    this.unmerged = unmerged;
  }

  /**
   * Loads a SavedModel. Signature, input and output are chosen automatically if each has only one
   * candidate.
   *
   * @param directory the folder with {@code saved_model.pb}
   * @return the model, to be closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the SavedModel is missing,
   *     broken, unsafe or not supported, or a choice is ambiguous; the message gives the reason
   */
  public static Model load(Path directory) {
    return from(directory).load();
  }

  /**
   * Returns a loader, to choose signature, input, output and more.
   *
   * @param directory the folder with {@code saved_model.pb}
   * @return a loader
   */
  public static ModelLoader from(Path directory) {
    return ModelLoader.from(directory);
  }

  /**
   * The texts that an input of strings may have.
   *
   * @param input one of {@link #inputNames()}
   * @return the list given to {@link ModelLoader#texts}: the text at index i is fed as i; empty for
   *     an input of numbers
   */
  public ImmutableList<String> texts(String input) {
    ImmutableList<String> listed = origin.chosen().texts().get(input);
    return listed == null ? ImmutableList.of() : listed;
  }

  /**
   * The sample rate of the sounds that the model expects.
   *
   * @return samples per second, from the model's {@code saliency.json}; empty if it gives none
   */
  public OptionalInt sampleRate() {
    return origin.sampleRate();
  }

  /**
   * Lists the devices that the model may run on.
   *
   * @return the CPU, and the GPUs that TensorFlow uses; if there are GPUs, the model runs on the
   *     first one
   */
  public ImmutableList<Device> devices() {
    return engine.devices();
  }

  /**
   * Computes the explained output: the values before a final softmax or sigmoid.
   *
   * @param batch {@code [N, ...]}, or one sample without the batch dimension
   * @return {@code [N, classes]}, or another shape if the output has one
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
   * Computes probabilities: the model's final softmax or sigmoid, applied to {@link
   * #predict(FloatNdArray)}.
   *
   * @param batch {@code [N, ...]}, or one sample without the batch dimension
   * @return values from 0 to 1, in the shape of the scores; empty if the model does not end with a
   *     softmax or sigmoid
   * @throws IllegalArgumentException if the shape does not fit or a value is NaN or infinite
   * @throws IllegalStateException if the model is closed
   */
  public Optional<FloatNdArray> probabilities(FloatNdArray batch) {
    return Probabilities.of(graph().unused().activation(), () -> predict(batch));
  }

  /**
   * Computes probabilities of a model with several inputs.
   *
   * @param inputs as for {@link #predict(Map)}
   * @return as {@link #probabilities(FloatNdArray)}
   * @throws IllegalArgumentException if a name, a shape or a value does not fit
   * @throws IllegalStateException if the model is closed
   */
  public Optional<FloatNdArray> probabilities(Map<String, FloatNdArray> inputs) {
    return Probabilities.of(graph().unused().activation(), () -> predict(inputs));
  }

  /**
   * Computes the classes with the highest scores.
   *
   * @param input one sample, without the batch dimension or with a batch of one
   * @param k the number of classes; a model with fewer classes returns all of them
   * @return the predictions, highest score first; equal scores are in the order of their indices
   * @throws IllegalArgumentException if k is not positive, the input has several samples, or does
   *     not fit as in {@link #predict(FloatNdArray)}
   * @throws UnsupportedModelException if the output is not a list of classes
   */
  public ImmutableList<Prediction> top(FloatNdArray input, int k) {
    return top(batch(input), k);
  }

  /**
   * Computes the classes with the highest scores of a model with several inputs.
   *
   * @param inputs as for {@link #predict(Map)}, of one sample
   * @param k as {@link #top(FloatNdArray, int)}
   * @return as {@link #top(FloatNdArray, int)}
   * @throws IllegalArgumentException as {@link #top(FloatNdArray, int)}
   * @throws UnsupportedModelException as {@link #top(FloatNdArray, int)}
   */
  public ImmutableList<Prediction> top(Map<String, FloatNdArray> inputs, int k) {
    return top(batch(inputs), k);
  }

  /**
   * Computes the classes with the highest scores of a picture.
   *
   * @param picture of any size, encoded as {@link #encode}
   * @param k as {@link #top(FloatNdArray, int)}
   * @return as {@link #top(FloatNdArray, int)}
   * @throws IllegalArgumentException if k is not positive
   * @throws UnsupportedModelException as {@link #encode(Picture)}, or if the output is not a list
   *     of classes
   */
  public ImmutableList<Prediction> top(Picture picture, int k) {
    return top(encode(picture), k);
  }

  private ImmutableList<Prediction> top(InputBatch batch, int k) {
    checkArgument(k > 0, "The number of classes must be positive, not %s.", k);
    checkArgument(
        batch.values().sampleCount() == 1,
        "There are %s samples, but top classes are computed for one.\n"
            + "Maybe call it sample by sample.",
        batch.values().sampleCount());
    FloatNdArray scores = predict(batch);
    if (scores.rank() != 2) {
      throw new UnsupportedModelException(
          Message.of(
              "The output '%s' of the model '%s' has the shape %s, so it is not a list of"
                  + " classes.\n"
                  + "Maybe look for the highest scores in predict(input).",
              outputName(), directory(), Arrays.toString(scores.shape().asArray())));
    }
    Optional<FloatNdArray> probabilities =
        Probabilities.of(graph().unused().activation(), () -> scores);
    return IntStream.range(0, Math.toIntExact(scores.shape().get(1)))
        .boxed()
        .sorted(Comparator.comparing((Integer target) -> -scores.getFloat(0, target)))
        .limit(k)
        .map(
            target ->
                new Prediction(
                    target,
                    label(target),
                    scores.getFloat(0, target),
                    probabilities
                        .map(all -> OptionalDouble.of(all.getFloat(0, target)))
                        .orElse(OptionalDouble.empty())))
        .collect(toImmutableList());
  }

  /**
   * Encodes a picture as the model expects it. The picture is first centre-cropped and resized,
   * unless the model takes pictures of any size.
   *
   * @param picture of any size
   * @return {@code [H, W, 3]} in the model's own units, or {@code [3, H, W]} if the model expects
   *     channels first
   * @throws UnsupportedModelException if the model does not declare its pixel encoding, or does not
   *     take pictures of a fixed size
   */
  public FloatNdArray encode(Picture picture) {
    return PictureInput.of(this, Optional.empty(), picture);
  }

  /**
   * Encodes a picture as one of several inputs expects it, as {@link #encode(Picture)}.
   *
   * @param input one of {@link #inputNames()}
   * @param picture of any size
   * @return as {@link #encode(Picture)}
   */
  public FloatNdArray encode(String input, Picture picture) {
    return PictureInput.of(this, Optional.of(input), picture);
  }

  /**
   * Encodes a picture with many bands, or with more than 8 bits per sample, as an input expects it.
   * The picture is first centre-cropped and resized, unless the model takes pictures of any size.
   * Nothing is rounded.
   *
   * @param input one of {@link #inputNames()}
   * @param bands of any size; as many as the model expects, or one band that is used for all three
   * @return {@code [H, W, bands]} in the model's own units, or {@code [bands, H, W]} if the model
   *     expects channels first
   * @throws UnsupportedModelException as {@link #encode(Picture)}
   * @throws IllegalArgumentException as {@link PixelEncoding#encode(Bands, int)}
   */
  public FloatNdArray encode(String input, Bands bands) {
    return PictureInput.of(this, input, bands);
  }

  /**
   * Computes the values of a layer. The values for another picture can be the vector of {@code
   * Target.similarity}.
   *
   * @param layer its name, as for {@code Target.direction}
   * @param batch {@code [N, ...]}, or one sample without the batch dimension
   * @return {@code [N, ...]}, in the channel order of the model's file
   * @throws io.github.tfsaliency.attribution.NoMatchingNodeException if there is no such layer
   */
  public FloatNdArray activations(String layer, FloatNdArray batch) {
    return activations(layer, batch(batch));
  }

  /**
   * Computes the values of a layer of a model with several inputs.
   *
   * @param layer as {@link #activations(String, FloatNdArray)}
   * @param inputs as for {@link #predict(Map)}
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
    return graph().channelsMoved().contains(new TensorRef(layer, 0))
        ? ChannelAxis.toFirst(values)
        : values;
  }

  /**
   * Returns the same model with random weights in some layers, to test whether a map depends on
   * these weights. The values of each weight are shuffled over all axes. If shuffling changes
   * nothing, for example in a bias of zeros, noise is added. Every weight is checked to have
   * changed.
   *
   * @param layers names among {@link #weightedLayers()}; a weight that another layer shares changes
   *     there, too
   * @param seed equal seeds give equal weights
   * @return a new model, to be closed; this model does not change
   * @throws IllegalArgumentException if there is no such layer
   * @throws io.github.tfsaliency.attribution.SaliencyException if the weights cannot be restored,
   *     or a weight did not change
   */
  public Model randomized(Collection<String> layers, long seed) {
    ShuffledWeights shuffled = ShuffledWeights.of(graph(), layers, seed);
    return new Model(
        shuffled.model(),
        engine.openShuffled(shuffled),
        encoding(),
        labels(),
        origin.shuffled(),
        OnDemand.none(directory()),
        OnDemand.none(directory()));
  }

  /**
   * The explanation that was exported into the model's folder. It runs as plain TensorFlow and
   * gives the same maps as Python or TensorFlow Serving.
   *
   * <p>Only the nodes and functions of the signature {@code explain} are run, and all of them are
   * checked first. Ops of this library restore the weights.
   *
   * @return the explanation, which is closed with the model; empty if the folder has no signature
   *     {@code explain}
   * @throws io.github.tfsaliency.attribution.SaliencyException if the folder cannot be read any
   *     more, or the signature would run an operation that is not allowed; the message names it
   */
  public Optional<Explanation> explanation() {
    return explanation.get();
  }

  /**
   * Closes the model. New computations throw {@link IllegalStateException}. Running computations
   * finish, and the last of them frees all native memory. This method does not wait for them.
   * Closing again does nothing.
   */
  @Override
  public void close() {
    try (engine;
        unmerged;
        explanation) {
      // Closes all three, whichever of them fails.
    }
  }

  InputBatch batch(FloatNdArray input) {
    return listed(InputBatch.of(input, graph()));
  }

  InputBatch batch(Map<String, FloatNdArray> inputs) {
    return listed(InputBatch.of(inputs, graph()));
  }

  private InputBatch listed(InputBatch batch) {
    origin.chosen().texts().forEach((input, texts) -> batch.requirePlaces(input, texts.size()));
    return batch;
  }

  GradientEngine engine() {
    return engine;
  }

  /** The part of the same model up to the values that the target reads; it is not closed. */
  Model at(Ending ending) {
    GradientEngine ended = engine.at(ending);
    return new Model(ended.model(), ended, encoding(), labels(), origin, explanation, unmerged);
  }

  /**
   * The model itself, or the same one with each layer apart from the BatchNorm behind it, where one
   * of the layers is merged with it; it is not closed.
   *
   * @throws io.github.tfsaliency.attribution.NoMatchingNodeException if a layer is merged in a
   *     model with random weights, which is not computed otherwise
   */
  Model withOwnValues(Collection<String> layers) {
    Optional<String> merged = NamedTensor.firstMerged(graph(), layers);
    return merged.isEmpty()
        ? this
        : unmerged.get().orElseThrow(() -> NamedTensor.noOwnValues(graph(), merged.get()));
  }

  ModelOrigin origin() {
    return origin;
  }

  DebuggedModel debugged() {
    return new DebuggedModel(engine, encoding(), labels(), explainedTensor());
  }
}
