package io.github.tfsaliency.rule;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.WeightPart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-z-box: for first layers whose input is bounded, as pixels are. Contributions count against
 * those of the corner of the box that is worst for the output.
 *
 * <pre>R_i = sum over j of  (x_i w_ij - low_i w+_ij - high_i w-_ij) R_j / (the same summed)</pre>
 *
 * <p>Source: Montavon et al. 2017, section 4.2.
 *
 * @param low the smallest value that the input may take, one for all or one for each channel
 * @param high the largest, likewise
 */
public record ZBox(ImmutableDoubleArray low, ImmutableDoubleArray high) implements LrpRule {
  /**
   * Checks the bounds.
   *
   * @param low one for all or one for each channel
   * @param high as many
   * @throws IllegalArgumentException if there are none, not as many of the one as of the other, or
   *     a low one is not below the high one
   */
  public ZBox {
    checkArgument(
        low.length() > 0 && low.length() == high.length(),
        "There are %s low bounds and %s high ones.",
        low.length(),
        high.length());
    for (int i = 0; i < low.length(); i++) {
      checkArgument(
          low.get(i) < high.get(i) && Double.isFinite(low.get(i)) && Double.isFinite(high.get(i)),
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
    return new ZBox(ImmutableDoubleArray.of(low), ImmutableDoubleArray.of(high));
  }

  @Override
  public String id() {
    return "lrp-z-box";
  }

  @Override
  public ImmutableMap<String, Double> numbers() {
    ImmutableMap.Builder<String, Double> numbers = ImmutableMap.builder();
    for (int i = 0; i < low.length(); i++) {
      numbers.put("low_" + i, low.get(i));
      numbers.put("high_" + i, high.get(i));
    }
    return numbers.buildOrThrow();
  }

  @Override
  public LrpRule structure() {
    return new ZBox(
        ImmutableDoubleArray.copyOf(Collections.nCopies(low.length(), 0.0)),
        ImmutableDoubleArray.copyOf(Collections.nCopies(low.length(), 1.0)));
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
        .minus(everywhere(node, "low_"), linear.weights(WeightPart.POSITIVE))
        .minus(everywhere(node, "high_"), linear.weights(WeightPart.NEGATIVE))
        .share(node.upstreamGradient());
  }

  /** The bounds in the shape of the input. */
  private <T extends TNumber> Operand<T> everywhere(MarkedNode<T> node, String name) {
    Ops tf = node.tf();
    List<Operand<TFloat64>> bounds = new ArrayList<>();
    for (int i = 0; i < low.length(); i++) {
      bounds.add(node.parameter(name + i));
    }
    Operand<T> vector = tf.dtypes.cast(tf.stack(bounds), node.input().type());
    return tf.broadcastTo(vector, tf.shape(node.input()));
  }
}
