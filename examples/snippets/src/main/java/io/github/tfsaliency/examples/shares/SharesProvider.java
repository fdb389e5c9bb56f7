package io.github.tfsaliency.examples.shares;

import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.spec.MethodProvider;
import io.github.tfsaliency.spec.SpecRow;
import java.util.List;

/** Names the rule for the command line. */
public final class SharesProvider implements MethodProvider {
  /** For {@link java.util.ServiceLoader}. */
  public SharesProvider() {}

  @Override
  public List<SpecRow<? extends GradientRule>> rules() {
    return List.of(
        SpecRow.of(
            "absolute-shares", "shares by the magnitude of each product", new AbsoluteShares()));
  }
}
