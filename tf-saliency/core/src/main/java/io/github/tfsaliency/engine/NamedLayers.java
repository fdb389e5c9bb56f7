package io.github.tfsaliency.engine;

import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.engine.build.Traced;
import io.github.tfsaliency.engine.build.TracedGradientGraph;
import io.github.tfsaliency.engine.forward.NamedTensor;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The layers of a model by name, of any shape: their values, and derivatives at them. */
public final class NamedLayers {
  private final InferenceGraph model;
  private final CheckedShapes shapes;
  private final EngineLayers.Forward forward;
  private final Tracing tracing;
  private final Map<String, NamedTensor> tensors = new ConcurrentHashMap<>();

  /** Lends a gradient graph that has the gradients at layers. */
  interface Tracing {
    <R> R run(
        ModifiedGradient gradient,
        GradientCall call,
        Traced traced,
        BiFunction<TracedGradientGraph, GradientCall, R> run);
  }

  NamedLayers(
      InferenceGraph model, CheckedShapes shapes, EngineLayers.Forward forward, Tracing tracing) {
    this.model = model;
    this.shapes = shapes;
    this.forward = forward;
    this.tracing = tracing;
  }

  /**
   * Finds a layer.
   *
   * @param layer its name, as class activation maps take it
   * @return its tensor, and its shape as far as it is fixed
   * @throws io.github.tfsaliency.attribution.NoMatchingNodeException if there is no such layer
   */
  public NamedTensor find(String layer) {
    return tensors.computeIfAbsent(layer, name -> NamedTensor.find(model, name));
  }

  /**
   * The values of a tensor.
   *
   * @param tensor one that depends on the inputs
   * @param batch the values of all inputs
   * @return {@code [N, ...]}
   */
  public FloatNdArray values(TensorRef tensor, Batch batch) {
    shapes.requireBorne(batch);
    return forward.run(graph -> graph.run(tensor, batch));
  }

  /** The means of a layer's values over all places, {@code [N, C]}. */
  FloatNdArray means(String layer, Batch batch) {
    TensorRef tensor = find(layer).tensor();
    return ofChannels(tensor, values(tensor, batch), true);
  }

  /**
   * How fast the score grows with each channel of a layer, raised at all places alike, {@code [N,
   * C]}: the sum of its derivatives over the places.
   */
  FloatNdArray derivatives(String layer, GradientCall call) {
    TensorRef tensor = find(layer).tensor();
    Optional<FloatNdArray> derivatives =
        tracing.run(
            ModifiedGradient.of(),
            call,
            Traced.NODES,
            (graph, fed) -> graph.run(fed, tensor.node()));
    return ofChannels(tensor, derivatives.orElseThrow(() -> noGradientAt(tensor.node())), false);
  }

  private UnsupportedModelException noGradientAt(String layer) {
    return new UnsupportedModelException(
        Message.of(
            "No gradient leads from the output '%s' of the SavedModel '%s' to the layer '%s'.\n"
                + "Maybe choose a layer closer to the output.",
            model.outputName(), model.directory(), layer));
  }

  private FloatNdArray ofChannels(TensorRef tensor, FloatNdArray values, boolean mean) {
    Shape shape = values.shape();
    int rank = shape.numDimensions();
    if (rank < 2) {
      throw new IllegalArgumentException(
          Message.of(
              "The layer '%s' of the model '%s' has no channels: its values have the shape %s, one"
                  + " number for each sample.\n"
                  + "Maybe choose a layer before it.",
              tensor.node(), model.directory(), Arrays.toString(shape.asArray())));
    }
    int samples = Math.toIntExact(shape.get(0));
    int channels = Math.toIntExact(shape.get(rank - 1));
    int places = samples * channels == 0 ? 0 : Math.toIntExact(shape.size() / samples / channels);
    float[] all = new float[Math.toIntExact(shape.size())];
    values.copyTo(DataBuffers.of(all, false, false));
    float[] reduced = new float[samples * channels];
    for (int sample = 0; sample < samples; sample++) {
      for (int channel = 0; channel < channels; channel++) {
        double sum = 0;
        for (int place = 0; place < places; place++) {
          sum += all[(sample * places + place) * channels + channel];
        }
        float value = (float) (mean ? sum / places : sum);
        if (!Float.isFinite(value)) {
          throw notFinite(tensor, mean, sample);
        }
        reduced[sample * channels + channel] = value;
      }
    }
    return NdArrays.wrap(Shape.of(samples, channels), DataBuffers.of(reduced, false, false));
  }

  private NonFiniteValueException notFinite(TensorRef tensor, boolean mean, int sample) {
    return new NonFiniteValueException(
        Message.of(
            "%s the layer '%s' of the model '%s' of sample %s are NaN or infinite, although the"
                + " weights and the input are not.\n"
                + "Maybe the input is far outside the range that the model expects.",
            Message.part(mean ? "The values of" : "The derivatives of the score at"),
            tensor.node(),
            model.directory(),
            sample));
  }
}
