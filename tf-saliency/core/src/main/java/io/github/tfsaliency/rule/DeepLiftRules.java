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
 * The rules of DeepLIFT: activations by their slope, linear layers and what moves values by their
 * gradient, products, quotients and softmaxes by multipliers that are exact in sum.
 *
 * @param nonlinearities what stands at a convolution or dense layer that an activation alone reads
 * @param rescalesMaxPool whether max pooling has its slope too, and not its gradient
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
