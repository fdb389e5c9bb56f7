package io.github.tfsaliency;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attention.AttentionBlock;
import io.github.tfsaliency.attention.AttentionBlocks;
import io.github.tfsaliency.attention.ShareLayout;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.engine.marker.PlacedRule;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.inspect.AttentionDescription;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.inspect.SignatureDescription;
import io.github.tfsaliency.inspect.TensorDescription;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Describes a model's signatures and layers without running it. */
final class Descriptions {
  private Descriptions() {}

  static ImmutableList<SignatureDescription> signatures(Map<String, SignatureDef> signatures) {
    return ImmutableSortedMap.copyOf(signatures).entrySet().stream()
        .map(
            signature ->
                new SignatureDescription(
                    signature.getKey(),
                    tensors(signature.getValue().getInputsMap()),
                    tensors(signature.getValue().getOutputsMap())))
        .collect(toImmutableList());
  }

  private static ImmutableList<TensorDescription> tensors(Map<String, TensorInfo> tensors) {
    return ImmutableSortedMap.copyOf(tensors).entrySet().stream()
        .map(
            tensor ->
                new TensorDescription(
                    tensor.getKey(),
                    Ascii.toLowerCase(
                        tensor
                            .getValue()
                            .getDtype()
                            .name()
                            .replace("DT_FLOAT", "DT_FLOAT32")
                            .replace("DT_", "")),
                    ShapeProtos.read(tensor.getValue().getTensorShape()),
                    tensor.getValue().getName()))
        .collect(toImmutableList());
  }

  static ImmutableList<ModelLayer> layers(InferenceGraph graph) {
    ImmutableSet<String> weights = graph.weightNodes();
    try (StaticShapes shapes = StaticShapes.of(graph)) {
      return graph.nodes().values().stream()
          .filter(node -> !weights.contains(node.getName()) && isLayer(node))
          .filter(node -> !isChangeOfOrder(node))
          .map(
              node ->
                  new ModelLayer(
                      node.getName(),
                      node.getOp(),
                      shape(graph, shapes, new TensorRef(node.getName(), 0)),
                      parameters(node, graph, weights, shapes)))
          .collect(toImmutableList());
    }
  }

  /** As the file has it. */
  private static Shape shape(InferenceGraph graph, StaticShapes shapes, TensorRef tensor) {
    Shape shape = shapes.of(tensor);
    return graph.channelsMoved().contains(tensor) ? ChannelAxis.toFirst(shape) : shape;
  }

  /** Whether the import inserted this node between layers of different channel orders. */
  private static boolean isChangeOfOrder(NodeDef node) {
    return node.getName().endsWith("/" + InferenceGraph.CHANNELS_FIRST)
        || node.getName().endsWith("/" + InferenceGraph.CHANNELS_LAST);
  }

  /** Nodes that compute sizes are not layers. */
  private static boolean isLayer(NodeDef node) {
    DataType type = NodeOutputs.type(node, 0);
    return node.getOp().equals("Placeholder")
        || NodeOutputs.isFloating(type)
        || NodeOutputs.isComplex(type);
  }

  private static long parameters(
      NodeDef node, InferenceGraph graph, ImmutableSet<String> weights, StaticShapes shapes) {
    long parameters = 0;
    for (String input : node.getInputList()) {
      TensorRef tensor = TensorRef.parse(input);
      NodeDef source = graph.nodes().get(tensor.node());
      if (source != null
          && weights.contains(tensor.node())
          && NodeOutputs.isFloating(NodeOutputs.type(source, tensor.index()))) {
        parameters += Math.max(0, shapes.of(tensor).size());
      }
    }
    return parameters;
  }

  static ImmutableList<AttentionDescription> attention(AttentionBlocks attention) {
    return attention.blocks().stream().map(Descriptions::attention).collect(toImmutableList());
  }

  private static AttentionDescription attention(AttentionBlock block) {
    Optional<ShareLayout> layout = block.layout();
    return new AttentionDescription(
        block.name(),
        block.read().toString(),
        layout.map(ShareLayout::heads).orElse(-1L),
        layout.map(ShareLayout::tokens).orElse(-1L),
        layout.map(ShareLayout::ahead).orElse(0L),
        layout.map(found -> found.places().sizes()).orElse(ImmutableList.of()),
        layout.map(ShareLayout::input));
  }

  static ImmutableList<LayerRule> rules(
      ImmutableList<ModelLayer> layers,
      ImmutableList<PlacedRule> placed,
      ImmutableList<PlacedRule> gates,
      ImmutableSet<String> nonlinear) {
    ImmutableMap<String, PlacedRule> byNode = Maps.uniqueIndex(placed, PlacedRule::node);
    ImmutableMap<String, PlacedRule> kept = Maps.uniqueIndex(gates, PlacedRule::node);
    Map<String, PlacedRule> byPart = new HashMap<>();
    gates.forEach(gate -> gate.region().forEach(part -> byPart.put(part, gate)));
    placed.forEach(rule -> rule.region().forEach(part -> byPart.put(part, rule)));
    return layers.stream()
        .map(
            layer -> {
              PlacedRule gate = kept.get(layer.name());
              return gate != null
                  ? new LayerRule(layer, Optional.empty(), gate.reason(), true)
                  : rule(
                      layer,
                      byNode.get(layer.name()),
                      byPart.get(layer.name()),
                      nonlinear.contains(layer.name()));
            })
        .collect(toImmutableList());
  }

  private static LayerRule rule(
      ModelLayer layer,
      @Nullable PlacedRule placed,
      @Nullable PlacedRule around,
      boolean nonlinear) {
    if (placed != null) {
      return new LayerRule(layer, Optional.of(placed.rule()), placed.reason(), false);
    }
    if (around != null) {
      return new LayerRule(layer, Optional.empty(), "part of " + around.node(), false);
    }
    return nonlinear
        ? new LayerRule(
            layer,
            Optional.empty(),
            "nonlinear, but the method has no rule for " + layer.op(),
            true)
        : new LayerRule(layer, Optional.empty(), "", false);
  }

  /**
   * The string inputs of a signature: of the requested signature, the usual one, or the only one.
   */
  static ImmutableSet<String> textInputs(
      ImmutableList<SignatureDescription> signatures, Optional<String> wanted, Set<String> fixed) {
    String name = wanted.orElse("serving_default");
    return signatures.stream()
        .filter(signature -> signatures.size() == 1 || signature.name().equals(name))
        .flatMap(signature -> signature.inputs().stream())
        .filter(input -> input.type().equals("string") && !fixed.contains(input.name()))
        .map(TensorDescription::name)
        .collect(toImmutableSet());
  }
}
