package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.message.Message;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** Which rule each node gets: that of the first override that matches it. */
public final class OverrideChoice {
  private OverrideChoice() {}

  /**
   * Chooses.
   *
   * @param forward the nodes between input and output
   * @param overrides in order
   * @return the override of each node that has one, by the node's name
   * @throws NoMatchingNodeException if a required override matches no node
   */
  public static ImmutableMap<String, GradientOverride> of(
      Collection<NodeDef> forward, List<GradientOverride> overrides) {
    ImmutableMap.Builder<String, GradientOverride> chosen = ImmutableMap.builder();
    Set<GradientOverride> matched = new HashSet<>();
    for (NodeDef node : forward) {
      for (GradientOverride override : overrides) {
        if (override.nodes().matches(node)) {
          chosen.put(node.getName(), override);
          matched.add(override);
          break;
        }
      }
    }
    for (GradientOverride override : overrides) {
      if (override.isRequired() && !matched.contains(override)) {
        throw new NoMatchingNodeException(
            Message.of(
                "The rule '%s' overrides the gradient of %s, but there is no such node between"
                    + " input and output. The ops there are %s.\n"
                    + "Maybe use a method that overrides nothing, such as the gradient.",
                override.rule().id(),
                override.nodes(),
                forward.stream().map(NodeDef::getOp).distinct().sorted().toList()));
      }
    }
    return chosen.buildOrThrow();
  }
}
