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
 * What arrives at the output of each layer on the way from the score to the input: relevance for
 * LRP, gradients for the methods that modify them. Free of native resources.
 */
public final class LayerAttributions extends Value {
  private static final long serialVersionUID = 1;

  private final List<Layer> layers;

  /** Empty where nobody said what is explained. */
  private final List<Long> targets;

  private final List<Double> scores;

  /** What arrives at one of them; never changed. */
  private static final class Layer extends Value {
    private static final long serialVersionUID = 1;

    private final String name;
    private final Shape shape;
    private final float[] values;

    private Layer(String name, Shape shape, float[] values) {
      checkArgument(
          shape.numDimensions() > 0 && shape.size() == values.length,
          "What arrives at the layer '%s' with the shape %s cannot be %s values.",
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
   * What arrives at layers.
   *
   * @param values {@code [N, ...]} of each layer's output, by the layer's name, in execution order;
   *     copied
   * @return the same
   * @throws IllegalArgumentException if one has no dimension
   */
  public static LayerAttributions of(Map<String, FloatNdArray> values) {
    List<Layer> layers = new ArrayList<>();
    values.forEach((name, array) -> layers.add(Layer.of(name, array)));
    return new LayerAttributions(layers, List.of(), List.of());
  }

  /**
   * The same with what was explained.
   *
   * @param newTargets the explained index of each sample, -1 where it is none
   * @param newScores the score of each sample
   * @return new maps
   */
  public LayerAttributions withScores(
      ImmutableLongArray newTargets, ImmutableDoubleArray newScores) {
    return new LayerAttributions(layers, newTargets.asList(), newScores.asList());
  }

  /**
   * What was explained of each sample.
   *
   * @return the index of each, -1 where it is none; empty where nobody said so
   */
  public ImmutableLongArray targets() {
    return ImmutableLongArray.copyOf(targets);
  }

  /**
   * The scores of what was explained.
   *
   * @return one of each sample; empty where nobody said so
   */
  public ImmutableDoubleArray scores() {
    return ImmutableDoubleArray.copyOf(scores);
  }

  /**
   * What arrives at all layers.
   *
   * @return {@code [N, ...]} of each layer's output, by the layer's name, in execution order;
   *     read-only
   */
  public ImmutableMap<String, FloatNdArray> values() {
    return layers.stream().collect(ImmutableMap.toImmutableMap(layer -> layer.name, Layer::array));
  }

  /**
   * What arrives at one layer.
   *
   * @param layer its name, as {@link Saliency#rules()} has it
   * @return {@code [N, ...]} of the layer's output
   * @throws IllegalArgumentException if there is no such layer, or nothing arrives at it
   */
  public FloatNdArray at(String layer) {
    FloatNdArray at = values().get(layer);
    if (at == null) {
      throw new IllegalArgumentException(
          Message.of(
              "Nothing arrives at a layer called '%s'.\nMaybe one of %s.",
              layer, NearestNames.of(layer, values().keySet())));
    }
    return at;
  }

  /**
   * The sums over each layer. Where LRP conserves relevance they are all the same along a chain of
   * layers; what is missing was absorbed in between.
   *
   * @return for each layer as many as samples, in execution order
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
