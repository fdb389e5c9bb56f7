package io.github.tfsaliency.inspect;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The maps of layers between the score and the input: relevance for LRP, gradients for methods that
 * modify gradients. Free of native resources.
 *
 * @since 0.1.0
 */
public final class LayerAttributions extends Value {
  private static final long serialVersionUID = 1;

  private final List<Layer> layers;

  /** Empty where nobody said what is explained. */
  private final List<Long> targets;

  private final List<Double> scores;

  /** The map of one layer; never changed. */
  private static final class Layer extends Value {
    private static final long serialVersionUID = 1;

    private final String name;
    private final Shape shape;
    private final float[] values;

    private Layer(String name, Shape shape, float[] values) {
      checkArgument(
          shape.numDimensions() > 0 && shape.size() == values.length,
          "The map of the layer '%s' with the shape %s cannot have %s values.",
          name,
          shape,
          values.length);
      this.name = requireNonNull(name, "name");
      this.shape = requireNonNull(shape, "shape");
      this.values = requireNonNull(values, "values");
    }

    static Layer of(String name, FloatNdArray array) {
      float[] values = new float[Math.toIntExact(array.size())];
      array.copyTo(DataBuffers.of(values, false, false));
      return new Layer(name, array.shape(), values);
    }

    @Override
    public String toString() {
      return name + " " + shape;
    }

    FloatNdArray array() {
      return NdArrays.wrap(shape, DataBuffers.of(values, true, false));
    }
  }

  private LayerAttributions(List<Layer> layers, List<Long> targets, List<Double> scores) {
    this.layers = List.copyOf(layers);
    this.targets = List.copyOf(targets);
    this.scores = List.copyOf(scores);
  }

  /**
   * Creates the maps of layers.
   *
   * @param values {@code [N, ...]} in the shape of each layer's output, by the layer's name, in
   *     execution order; copied
   * @return the maps
   * @throws IllegalArgumentException if a map has no dimension
   */
  public static LayerAttributions of(Map<String, FloatNdArray> values) {
    List<Layer> layers = new ArrayList<>();
    values.forEach((name, array) -> layers.add(Layer.of(name, array)));
    return new LayerAttributions(layers, List.of(), List.of());
  }

  /**
   * The same maps with targets and scores.
   *
   * @param newTargets the explained index of each sample; -1 for a target without an index
   * @param newScores the score of each sample
   * @return new maps
   */
  public LayerAttributions withScores(
      ImmutableLongArray newTargets, ImmutableDoubleArray newScores) {
    return new LayerAttributions(layers, newTargets.asList(), newScores.asList());
  }

  /**
   * The explained index of each sample.
   *
   * @return one index for each sample, -1 for a target without an index; empty if targets were not
   *     set
   */
  public ImmutableLongArray targets() {
    return ImmutableLongArray.copyOf(targets);
  }

  /**
   * The scores of the targets.
   *
   * @return one score for each sample; empty if scores were not set
   */
  public ImmutableDoubleArray scores() {
    return ImmutableDoubleArray.copyOf(scores);
  }

  /**
   * The maps of all layers.
   *
   * @return {@code [N, ...]} in the shape of each layer's output, by the layer's name, in execution
   *     order; read-only
   */
  public ImmutableMap<String, FloatNdArray> values() {
    return layers.stream().collect(ImmutableMap.toImmutableMap(layer -> layer.name, Layer::array));
  }

  /**
   * The map of one layer.
   *
   * @param layer its name, as in {@link Saliency#rules()}
   * @return {@code [N, ...]} in the shape of the layer's output
   * @throws IllegalArgumentException if there is no such layer, or it has no map
   */
  public FloatNdArray at(String layer) {
    FloatNdArray at = values().get(layer);
    if (at == null) {
      throw new IllegalArgumentException(
          Message.of(
              "There is no map of a layer '%s'.\nMaybe one of %s.",
              layer, NearestNames.of(layer, values().keySet())));
    }
    return at;
  }

  /**
   * The sums over each layer's map. If LRP conserves relevance, they are equal along a chain of
   * layers; a difference was absorbed in between.
   *
   * @return one sum per sample for each layer, in execution order
   */
  public ImmutableMap<String, ImmutableDoubleArray> sums() {
    Map<String, ImmutableDoubleArray> sums = new LinkedHashMap<>();
    values().forEach((layer, all) -> sums.put(layer, sums(all)));
    return ImmutableMap.copyOf(sums);
  }

  private static ImmutableDoubleArray sums(FloatNdArray all) {
    ImmutableDoubleArray.Builder sums = ImmutableDoubleArray.builder();
    for (long i = 0; i < all.shape().get(0); i++) {
      sums.add(all.get(i).streamOfObjects().mapToDouble(Float::doubleValue).sum());
    }
    return sums.build();
  }
}
