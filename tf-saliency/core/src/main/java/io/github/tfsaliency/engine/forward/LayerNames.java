package io.github.tfsaliency.engine.forward;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.canonical.BatchNormFolding;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.Pruner;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.tensorflow.proto.NodeDef;

/** Finds a layer by the name of its node, or of the Keras layer that its nodes are of. */
final class LayerNames {
  /** Keras numbers the layers of an exported model once more: {@code conv_1} becomes this. */
  private static final Pattern NUMBERED = Pattern.compile("_\\d+");

  private LayerNames() {}

  /**
   * Refuses a layer whose own values the model does not compute.
   *
   * @throws NoMatchingNodeException if it is merged with a BatchNorm
   */
  static void requireOwnValues(InferenceGraph model, String layer) {
    if (isMerged(model, layer)) {
      throw noOwnValues(model, layer);
    }
  }

  static NoMatchingNodeException noOwnValues(InferenceGraph model, String layer) {
    return new NoMatchingNodeException(
        Message.of(
            "The layer '%s' of the model '%s' is merged with the BatchNorm after it, so its"
                + " separate values are not computed.\n"
                + "Maybe choose the BatchNorm, or the activation that follows it.",
            layer, model.directory()));
  }

  /** Whether a node's weights are scaled by a BatchNorm, also where it was split into groups. */
  private static boolean isMerged(InferenceGraph model, String layer) {
    return Pruner.ancestors(new TensorRef(layer, 0), model.nodes()).keySet().stream()
        .anyMatch(node -> node.startsWith(layer + BatchNormFolding.FOLDED + "/"));
  }

  /**
   * The node of a layer.
   *
   * @param candidates in execution order
   * @param which what the candidates are, as a clause
   * @throws NoMatchingNodeException if there is none, or several of that name
   */
  static String find(
      InferenceGraph model, ImmutableList<NodeDef> candidates, String name, String which) {
    Named named = Named.of(candidates, name);
    if (named.node().isPresent()) {
      return named.node().get();
    }
    ImmutableSet<String> scopes = named.scopes();
    throw new NoMatchingNodeException(
        Message.of(
            "The model '%s' has %s layer '%s' %s.\nMaybe one of %s.",
            model.directory(),
            scopes.isEmpty() ? "no" : "more than one",
            name,
            Message.part(which),
            scopes.isEmpty()
                ? NearestNames.of(name, candidates.stream().map(NodeDef::getName).toList())
                : scopes));
  }

  /** The node of a layer of this name, if its values are scaled by a BatchNorm. */
  static Optional<String> merged(
      InferenceGraph model, ImmutableList<NodeDef> candidates, String name) {
    return Named.of(candidates, name).node().filter(node -> isMerged(model, node));
  }

  /**
   * What a name may mean.
   *
   * @param node empty if it is no node, or one of several layers
   * @param scopes the layers that have the name
   */
  private record Named(Optional<String> node, ImmutableSet<String> scopes) {
    static Named of(ImmutableList<NodeDef> candidates, String name) {
      if (candidates.stream().anyMatch(node -> node.getName().equals(name))) {
        return new Named(Optional.of(name), ImmutableSet.of(name));
      }
      ImmutableList<NodeDef> exact = within(candidates, part -> part.equals(name));
      ImmutableList<NodeDef> scoped =
          exact.isEmpty()
              ? within(
                  candidates,
                  part ->
                      part.startsWith(name)
                          && NUMBERED.matcher(part.substring(name.length())).matches())
              : exact;
      ImmutableSet<String> scopes =
          scoped.stream()
              .map(node -> scope(node.getName(), name))
              .collect(ImmutableSet.toImmutableSet());
      return new Named(
          scopes.size() == 1
              ? Optional.of(scoped.get(scoped.size() - 1).getName())
              : Optional.empty(),
          scopes);
    }
  }

  private static ImmutableList<NodeDef> within(
      ImmutableList<NodeDef> nodes, Predicate<String> scope) {
    return nodes.stream()
        .filter(node -> Splitter.on('/').splitToStream(node.getName()).anyMatch(scope))
        .collect(toImmutableList());
  }

  /** The name up to and with the part that begins as asked for. */
  private static String scope(String node, String part) {
    int start = ("/" + node).indexOf("/" + part);
    int end = node.indexOf('/', start);
    return end < 0 ? node : node.substring(0, end);
  }
}
