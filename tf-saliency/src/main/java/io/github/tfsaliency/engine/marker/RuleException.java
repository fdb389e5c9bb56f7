package io.github.tfsaliency.engine.marker;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;

/** A rule that does not do what its contract says, whatever the model. */
final class RuleException extends SaliencyException {
  private static final long serialVersionUID = 1;

  /**
   * Names the rule and where it stands.
   *
   * @param what the rule does there
   */
  RuleException(MarkerSite site, String what, Throwable cause) {
    super(
        Message.of(
            "The rule %s (class '%s') %s, at the node '%s' (op '%s').\n"
                + "Maybe the rule is not meant for such a layer, or has a fault.",
            site.rule().toString(),
            site.rule().getClass().getName(),
            Message.part(what),
            site.node().getName(),
            site.node().getOp()),
        cause);
  }
}
