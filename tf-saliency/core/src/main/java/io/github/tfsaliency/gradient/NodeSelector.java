package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * Chooses nodes of the graph by op and attributes.
 *
 * @since 0.1.0
 */
public final class NodeSelector extends Value {
  private static final long serialVersionUID = 1;

  private final Set<String> ops;
  private final Map<String, String> attributes;

  private NodeSelector(Set<String> ops, Map<String, String> attributes) {
    // In the order in which they were given, as no set or map of the JDK that is immutable.
    this.ops = new LinkedHashSet<>(ops);
    this.attributes = new LinkedHashMap<>(attributes);
  }

  /**
   * Chooses nodes by op alone.
   *
   * @param ops the ops, for example {@code Relu}
   * @return the selector
   */
  public static NodeSelector ops(String... ops) {
    return ops(ImmutableSet.copyOf(ops));
  }

  /**
   * Chooses the nodes of certain ops.
   *
   * @param ops names of TensorFlow's ops
   * @return a selector
   */
  public static NodeSelector ops(ImmutableSet<String> ops) {
    return new NodeSelector(requireNonNull(ops, "ops"), ImmutableMap.of());
  }

  /**
   * Restricts the choice to nodes with a certain value of an attribute.
   *
   * @param name the attribute
   * @param value its value
   * @return a new selector
   */
  public NodeSelector with(String name, String value) {
    return new NodeSelector(
        ops,
        ImmutableMap.<String, String>builder().putAll(attributes).put(name, value).buildOrThrow());
  }

  /**
   * Whether a node is selected.
   *
   * @param node a node of a model
   * @return whether its op and its attributes match
   */
  public boolean matches(NodeDef node) {
    return ops.contains(node.getOp())
        && attributes.entrySet().stream()
            .allMatch(
                wanted ->
                    node.containsAttr(wanted.getKey())
                        && node.getAttrOrThrow(wanted.getKey())
                            .getS()
                            .toStringUtf8()
                            .equals(wanted.getValue()));
  }

  @Override
  public String toString() {
    return attributes.isEmpty() ? ops.toString() : ops + " with " + attributes;
  }
}
