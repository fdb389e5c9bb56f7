package io.github.tfsaliency.inspect;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * What arrives at the output of each layer on the way from the score to the input: relevance for
 * LRP, gradients for the methods that modify them. Free of native resources.
 *
 * @param values {@code [N, ...]} of each layer's output, by the layer's name, in execution order
 */
public record LayerAttributions(ImmutableMap<String, FloatNdArray> values) {
  /**
   * What arrives at one layer.
   *
   * @param layer its name, as {@link Saliency#rules()} has it
   * @return {@code [N, ...]} of the layer's output
   * @throws IllegalArgumentException if there is no such layer, or nothing arrives at it
   */
  public FloatNdArray at(String layer) {
    FloatNdArray at = values.get(layer);
    if (at == null) {
      throw new IllegalArgumentException(
          Message.of(
              "Nothing arrives at a layer called '%s'.\nMaybe one of %s.",
              layer, NearestNames.of(layer, values.keySet())));
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
    values.forEach((layer, all) -> sums.put(layer, sums(all)));
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
