package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;

/**
 * The rules of DeepLIFT. Activations use their slope. Linear layers and layers that move values use
 * their gradient. Products, quotients and softmaxes use multipliers whose contributions have the
 * exact sum.
 *
 * @param nonlinearities the rule of a convolution or dense layer that only an activation reads
 * @param rescalesMaxPool whether max pooling uses its slope, too, instead of its gradient
 * @since 0.1.0
 */
public record DeepLiftRules(NonlinearityRule nonlinearities, boolean rescalesMaxPool)
    implements LayerRules {
  private static final ImmutableSet<LayerKind> COMPARED =
      Sets.immutableEnumSet(LayerKind.NORMALIZATION, LayerKind.SOFTMAX, LayerKind.PRODUCT);

  @Override
  public ImmutableMap<Layer, Choice> choose(ImmutableList<Layer> layers) {
    ImmutableMap.Builder<Layer, Choice> chosen = ImmutableMap.builder();
    for (Layer layer : layers) {
      if (layer.kind() == LayerKind.ACTIVATION) {
        chosen.put(layer, choice(new Rescale(), layer));
      } else if (nonlinearities == NonlinearityRule.REVEAL_CANCEL && layer.kind().isLinear()) {
        chosen.put(layer, choice(new RevealCancel(), layer));
      } else if (rescalesMaxPool && layer.op().equals("MaxPool")) {
        chosen.put(layer, choice(new RescaleMaxPool(), layer));
      }
    }
    return chosen.buildOrThrow();
  }

  @Override
  public ImmutableSet<LayerKind> compared() {
    return rescalesMaxPool
        ? Sets.immutableEnumSet(Sets.union(COMPARED, ImmutableSet.of(LayerKind.MAX_POOL)))
        : COMPARED;
  }

  private static Choice choice(GradientRule rule, Layer layer) {
    return new Choice(rule, rule.id(), "as " + layer.kind());
  }
}
