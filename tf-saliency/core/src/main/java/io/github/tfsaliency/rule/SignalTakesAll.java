package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.Around;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.layer.LayerKind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.BroadcastGradientArgs;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * At a product with a gate, all relevance goes to the signal and none to the gate: the gate
 * controls how much of the signal passes, not its content.
 *
 * <pre>z = gate * signal:  R_signal = R_z,  R_gate = 0</pre>
 *
 * <p>A gate is a sigmoid, a hard sigmoid, or 1 minus one of them. If a signal is broadcast to more
 * values, it gets the sum of their relevance. Products of two gates, or without a gate as in
 * attention, use {@link BilinearProduct}.
 *
 * <p>Source: Arras, Montavon, M&uuml;ller, Samek, <i>Explaining Recurrent Neural Network
 * Predictions in Sentiment Analysis</i>, WASSA 2017, section 3.2.2 (multiplicative interactions).
 *
 * @since 0.1.0
 */
public record SignalTakesAll() implements Around {
  private static final BilinearProduct HALF = new BilinearProduct();

  @Override
  public String id() {
    return "lrp-signal-takes-all";
  }

  @Override
  public ImmutableSet<LayerKind> kinds() {
    return ImmutableSet.of(LayerKind.PRODUCT);
  }

  @Override
  public <T extends TNumber> Operand<T> ahead(MarkedNode<T> node) {
    return node.isGated() ? node.upstreamGradient() : HALF.ahead(node);
  }

  @Override
  public <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative) {
    if (!node.isGated()) {
      return HALF.behind(node, derivative);
    }
    return node.isGate() ? node.tf().zerosLike(node.input()) : summed(node);
  }

  /** In the shape of the signal, which may be spread over the product. */
  private static <T extends TNumber> Operand<T> summed(MarkedNode<T> node) {
    Ops tf = node.tf();
    Operand<TInt32> shape = tf.shape(node.input());
    Operand<TInt32> spread =
        BroadcastGradientArgs.create(tf.scope(), shape, tf.shape(node.output())).r0();
    return tf.reshape(tf.reduceSum(node.upstreamGradient(), spread), shape);
  }
}
