package io.github.tfsaliency.graph.inline;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * A graph while it is made: nodes are added under names of their own, and a tensor may be replaced
 * by another. Refuses what grows without bounds.
 */
public final class GraphDraft {
  /** A graph of functions calling functions twice doubles at every level: refuse what explodes. */
  private static final int MAX_NODES = 500_000;

  /** Long names, each ahead of the names of a body, would fill the memory before the nodes do. */
  private static final long MAX_LETTERS = 200_000_000;

  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<TensorRef, TensorRef> aliases = new HashMap<>();
  private final Map<String, String> origins = new HashMap<>();
  private final Set<String> usedNames = new HashSet<>();
  private long letters;

  GraphDraft() {}

  /** What has been added so far, as a value. */
  public FlatGraph flat() {
    ImmutableMap<String, NodeDef> resolved = resolveInputs();
    return new FlatGraph(resolved, ImmutableMap.copyOf(aliases), ImmutableMap.copyOf(origins));
  }

  /** Adds a node under a name that no other has. */
  public String add(NodeDef.Builder node, String wanted) {
    String name = unique(wanted, wanted);
    put(node.setName(name).build(), null);
    return name;
  }

  /** Puts a node instead of another of the same name. */
  public void override(NodeDef node) {
    nodes.put(node.getName(), node);
  }

  /** From now on every reader of one tensor reads the other. */
  public void replace(TensorRef tensor, TensorRef replacement) {
    aliases.put(tensor, replacement);
  }

  /** The function that each node came from; absent for nodes of the main graph. */
  public Map<String, String> origins() {
    return origins;
  }

  /** Keeps a name from being given to another node. */
  void reserve(String name) {
    usedNames.add(name);
  }

  /**
   * A name that no node has, which is the caller's from now on.
   *
   * @param wanted the name if it is free
   * @param prefix stands ahead of it otherwise
   */
  String unique(String wanted, String prefix) {
    letters += wanted.length() + (long) prefix.length();
    requireLetters();
    String name = wanted;
    if (!usedNames.add(name)) {
      name = prefix + "/" + wanted;
      for (int i = 1; !usedNames.add(name); i++) {
        name = prefix + "/" + wanted + "_" + i;
      }
    }
    return name;
  }

  /**
   * Adds a node whose name is the caller's.
   *
   * @param origin the function that it came from; null for the main graph
   */
  void put(NodeDef node, @Nullable String origin) {
    if (nodes.size() >= MAX_NODES) {
      throw new UnsupportedModelException(
          Message.of("The SavedModel has more than %s nodes once inlined.", MAX_NODES));
    }
    letters += node.getName().length();
    node.getInputList().forEach(input -> letters += input.length());
    requireLetters();
    nodes.put(node.getName(), node);
    if (origin != null) {
      origins.put(node.getName(), origin);
    }
  }

  /** The node of that name, its inputs not yet resolved, or null. */
  @Nullable NodeDef node(String name) {
    return nodes.get(name);
  }

  /** The real tensor behind a reference, which may name a removed node. */
  TensorRef resolve(TensorRef tensor) {
    return FlatGraph.resolve(tensor, aliases);
  }

  /** Of a node that has no plain form; {@code reason} goes on after its name. */
  UnsupportedModelException cannotReplace(NodeDef node, String reason) {
    String function = origins.get(node.getName());
    return new UnsupportedModelException(
        Message.of(
            "Node '%s' (op '%s' of %s) %s, so no gradient can be taken through it.\n"
                + "Maybe name a float tensor after it with Model.from(path).input(name), or export"
                + " the model with fixed sizes and without it.",
            node.getName(),
            node.getOp(),
            function == null
                ? "the main graph"
                : Message.part("function '" + Shown.name(function) + "'"),
            Message.part(reason)));
  }

  private void requireLetters() {
    if (letters > MAX_LETTERS) {
      throw new UnsupportedModelException(
          Message.of(
              "The names of the SavedModel's nodes have more than %s letters once inlined.",
              MAX_LETTERS));
    }
  }

  private ImmutableMap<String, NodeDef> resolveInputs() {
    ImmutableMap.Builder<String, NodeDef> resolved = ImmutableMap.builder();
    nodes.forEach(
        (name, node) -> {
          NodeDef.Builder builder = node.toBuilder().clearInput();
          for (String input : node.getInputList()) {
            TensorRef source = resolve(TensorRef.parse(input));
            if (!nodes.containsKey(source.node())) {
              throw new UnsupportedModelException(
                  Message.of("Node '%s' reads '%s', which the SavedModel lacks.", name, source));
            }
            builder.addInput(source.toString());
          }
          resolved.put(name, builder.build());
        });
    return resolved.buildOrThrow();
  }
}
