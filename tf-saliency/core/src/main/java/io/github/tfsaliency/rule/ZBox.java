package io.github.tfsaliency.rule;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.gradient.WeightPart;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-z-box, for first layers with bounded input, such as pixels. Contributions are measured from
 * the corner of the box that is worst for the output.
 *
 * <pre>R_i = sum over j of  (x_i w_ij - low_i w+_ij - high_i w-_ij) R_j / (the same summed)</pre>
 *
 * <p>Source: Montavon et al. 2017, section 4.2.
 *
 * @param low the smallest value of the input, one for all or one for each channel
 * @param high the largest value of the input, one for all or one for each channel
 * @since 0.1.0
 */
public record ZBox(List<Parameter> low, List<Parameter> high) implements LrpRule {
  /**
   * Checks the bounds.
   *
   * @param low one for all or one for each channel
   * @param high as many as {@code low}
   * @throws IllegalArgumentException if there are no bounds, the numbers of bounds differ, or a low
   *     bound is not below its high bound
   */
  public ZBox {
    low = List.copyOf(low);
    high = List.copyOf(high);
    checkArgument(
        low.size() > 0 && low.size() == high.size(),
        "There are %s low bounds and %s high ones.",
        low.size(),
        high.size());
    for (int i = 0; i < low.size(); i++) {
      checkArgument(
          low.get(i).value() < high.get(i).value(),
          "The low bound (%s) must be below the high one (%s).",
          low.get(i),
          high.get(i));
    }
  }

  /**
   * The same bounds for all channels.
   *
   * @param low the smallest value that the input may take
   * @param high the largest
   * @return the rule
   * @throws IllegalArgumentException if {@code low} is not below {@code high}
   */
  public static ZBox of(double low, double high) {
    return of(ImmutableDoubleArray.of(low), ImmutableDoubleArray.of(high));
  }

  /**
   * Bounds for each channel.
   *
   * @param low one for all or one for each channel
   * @param high as many as {@code low}
   * @return the rule
   * @throws IllegalArgumentException if there are no bounds, the numbers of bounds differ, or a low
   *     bound is not below its high bound
   */
  public static ZBox of(ImmutableDoubleArray low, ImmutableDoubleArray high) {
    return new ZBox(parameters("low bound", low), parameters("high bound", high));
  }

  private static ImmutableList<Parameter> parameters(String name, ImmutableDoubleArray values) {
    return values.stream()
        .mapToObj(value -> Parameter.of(name, value))
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return ImmutableSet.of(WeightPart.POSITIVE, WeightPart.NEGATIVE);
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    LinearMap<T> linear = node.linear();
    return Redistribution.of(node)
        .plus(node.input(), linear.weights())
        .minus(everywhere(node, low), linear.weights(WeightPart.POSITIVE))
        .minus(everywhere(node, high), linear.weights(WeightPart.NEGATIVE))
        .share(node.upstreamGradient());
  }

  /** The bounds in the shape of the input. */
  private static <T extends TNumber> Operand<T> everywhere(
      MarkedNode<T> node, List<Parameter> bounds) {
    Operand<T> vector = node.tf().stack(bounds.stream().map(node::value).toList());
    return node.tf().broadcastTo(vector, node.tf().shape(node.input()));
  }
}
