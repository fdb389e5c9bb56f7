package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.canonical.LinearPart;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.WeightPart;
import io.github.tfsaliency.graph.TensorRef;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/**
 * A rule and the part of the graph that it stands at: a node, or a layer of several.
 *
 * @param node the node that gives the site its name
 * @param rule the rule
 * @param slot tells apart the numbers of rules that name them alike
 * @param reason why the rule stands here, for people
 * @param inputs the tensors that the gradient goes to
 * @param output the tensor at which it arrives
 * @param region the nodes between inputs and output
 * @param statistics tensors within that are taken for constants
 * @param layer whether it is a layer rather than a single node
 * @param linear of linear layers
 * @param gates of products, the inputs that say how much of the other passes
 * @param next of linear layers, the activation behind it, for rules that read it
 * @param irrelevantBelowZero whether no relevance arrives where the output is not positive
 * @param factor how many times the rule's values the output is
 */
public record MarkerSite(
    NodeDef node,
    GradientRule rule,
    String slot,
    String reason,
    ImmutableList<TensorRef> inputs,
    TensorRef output,
    ImmutableSet<String> region,
    ImmutableSet<TensorRef> statistics,
    boolean layer,
    Optional<LinearPart> linear,
    ImmutableSet<TensorRef> gates,
    Optional<FollowingActivation> next,
    boolean irrelevantBelowZero,
    double factor) {
  /** The name of the marker at the output. */
  String marker() {
    return "saliency/" + rule.id() + "/" + node.getName();
  }

  /** The name of the marker at an input, where the rule stands around the derivative. */
  String marker(int input) {
    return marker() + "/input_" + input;
  }

  /** What the rule is made of. */
  RuleComponents components() {
    return RuleComponents.of(rule);
  }

  /** The name under which a number of the rule is fed. */
  public String fedName(String parameter) {
    return slot + "/" + parameter;
  }

  /** The parts of the weights that the rule reads. */
  ImmutableSet<WeightPart> weightParts() {
    return linear.map(part -> rule.weightParts(part.nonNegativeInput())).orElse(ImmutableSet.of());
  }
}
