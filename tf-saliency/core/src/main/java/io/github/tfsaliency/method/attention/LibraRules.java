package io.github.tfsaliency.method.attention;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.gradient.Around;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Replaces;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerForm;
import io.github.tfsaliency.layer.LayerKind;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/** The rules of LibraGrad; layers without a rule keep their gradient. */
enum LibraRules implements LayerRules {
  /** The only ones. */
  ALL;

  private static final Choice SHARES =
      new Choice(new HeldShares(), "shares", "as attention, whose shares are held");
  private static final Choice STATISTIC =
      new Choice(new HeldStatistic(), "statistic", "as normalization, whose divisor is held");
  private static final Choice HALVES =
      new Choice(new HalfEach(), "halves", "as product, half for each factor");

  @Override
  public boolean isPartial() {
    return true;
  }

  @Override
  public ImmutableMap<Layer, Choice> choose(ImmutableList<Layer> layers) {
    ImmutableMap.Builder<Layer, Choice> chosen = ImmutableMap.builder();
    layers.forEach(layer -> choice(layer).ifPresent(choice -> chosen.put(layer, choice)));
    ImmutableMap<Layer, Choice> all = chosen.buildOrThrow();
    if (all.isEmpty()) {
      throw new NoMatchingNodeException(
          "LibraGrad has no value to hold constant in this model: between input and output there is"
              + " no attention, no normalization such as LayerNorm, no activation x gate(x) such as"
              + " GELU or SiLU, and no product of two tensors that both depend on the input. Its"
              + " map would be the gradient.\n"
              + "Maybe use the gradient.");
    }
    return all;
  }

  private static Optional<Choice> choice(Layer layer) {
    return switch (layer.kind()) {
      case ACTIVATION ->
          layer.form().isSelfGated()
              ? Optional.of(
                  new Choice(
                      new HeldGate(layer.form() == LayerForm.MISH ? 0.6 : 0.5),
                      "gate",
                      "as activation x gate(x), whose gate is held"))
              : Optional.empty();
      case NORMALIZATION -> Optional.of(STATISTIC);
      case PRODUCT -> layer.form() == LayerForm.WEIGHTED ? Optional.empty() : Optional.of(HALVES);
      case SOFTMAX -> layer.form() == LayerForm.SHARES ? Optional.of(SHARES) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Shares of attention are constants: nothing goes on to queries and keys. */
  record HeldShares() implements Replaces {
    @Override
    public String id() {
      return "libra-attention";
    }

    @Override
    public ImmutableSet<LayerKind> kinds() {
      return ImmutableSet.of(LayerKind.SOFTMAX);
    }

    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      return node.tf().zerosLike(node.input());
    }
  }

  /** The deviation or length by which is divided is a constant, as its layer says. */
  record HeldStatistic() implements Around {
    @Override
    public String id() {
      return "libra-normalization";
    }

    @Override
    public ImmutableSet<LayerKind> kinds() {
      return ImmutableSet.of(LayerKind.NORMALIZATION);
    }

    @Override
    public <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative) {
      return derivative;
    }
  }

  /** Both factors of a product get half of their gradient. */
  record HalfEach() implements Around {
    @Override
    public String id() {
      return "libra-product";
    }

    @Override
    public ImmutableSet<LayerKind> kinds() {
      return ImmutableSet.of(LayerKind.PRODUCT);
    }

    @Override
    public <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative) {
      Ops tf = node.tf();
      return tf.math.mul(derivative, tf.dtypes.cast(tf.constant(0.5), derivative.type()));
    }
  }

  /**
   * The gate of y = x gate(x) is a constant.
   *
   * <pre>g gate(x),  gate(x) = y / x</pre>
   *
   * @param atZero gate(0), which stands for the gate where x is so small that the quotient would be
   *     none
   */
  record HeldGate(double atZero) implements Replaces {
    /** The gate is off by less than a float's rounding there. */
    private static final double SMALL = 1e-7;

    @Override
    public String id() {
      return "libra-gate";
    }

    @Override
    public ImmutableSet<LayerKind> kinds() {
      return ImmutableSet.of(LayerKind.ACTIVATION);
    }

    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      Ops tf = node.tf();
      Operand<T> x = node.input();
      Operand<T> one = tf.onesLike(x);
      Operand<T> small = tf.dtypes.cast(tf.constant(SMALL), x.type());
      var isSmall = tf.math.less(tf.math.abs(x), small);
      Operand<T> quotient = tf.math.div(node.output(), tf.select(isSmall, one, x));
      Operand<T> least = tf.math.mul(one, tf.dtypes.cast(tf.constant(atZero), x.type()));
      return tf.math.mul(node.upstreamGradient(), tf.select(isSmall, least, quotient));
    }
  }
}
