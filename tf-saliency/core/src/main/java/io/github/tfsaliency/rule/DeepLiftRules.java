package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.message.Message;

/**
 * DeepLIFT's Rescale rule: activations by their slope, linear layers and what moves values by their
 * gradient.
 *
 * @param rescalesMaxPool whether max pooling has its slope too, and not its gradient
 */
public record DeepLiftRules(boolean rescalesMaxPool) implements LayerRules {
  private static final ImmutableSet<LayerKind> KEPT =
      Sets.immutableEnumSet(
          LayerKind.CONVOLUTION,
          LayerKind.DENSE,
          LayerKind.SUM,
          LayerKind.AVERAGE,
          LayerKind.AFFINE,
          LayerKind.RESHAPE);

  @Override
  public ImmutableMap<Layer, Choice> choose(ImmutableList<Layer> layers) {
    ImmutableMap.Builder<Layer, Choice> chosen = ImmutableMap.builder();
    for (Layer layer : layers) {
      if (layer.kind() == LayerKind.ACTIVATION) {
        chosen.put(layer, choice(new Rescale(), layer));
      } else if (rescalesMaxPool && layer.op().equals("MaxPool")) {
        chosen.put(layer, choice(new RescaleMaxPool(), layer));
      } else if (!keepsGradient(layer)) {
        throw new UnsupportedModelException(
            Message.of(
                "DeepLIFT has no rule for %s.\n"
                    + "Maybe use LRP, or the gradient, which need none of DeepLIFT's rules.",
                layer));
      }
    }
    return chosen.buildOrThrow();
  }

  private boolean keepsGradient(Layer layer) {
    return KEPT.contains(layer.kind()) || (layer.kind() == LayerKind.MAX_POOL && !rescalesMaxPool);
  }

  private static Choice choice(GradientRule rule, Layer layer) {
    return new Choice(rule, rule.id(), "as " + layer.kind());
  }
}
