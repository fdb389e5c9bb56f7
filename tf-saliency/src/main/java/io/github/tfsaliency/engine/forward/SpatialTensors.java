package io.github.tfsaliency.engine.forward;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.canonical.BatchNormFolding;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** Finds the tensor of a {@link SpatialLayer}. */
public final class SpatialTensors {
  /** Keras numbers the layers of an exported model once more: {@code conv_1} becomes this. */
  private static final Pattern NUMBERED = Pattern.compile("_\\d+");

  private SpatialTensors() {}

  /** The input that a layer is a map of: the first of as many dimensions. */
  public static String input(InferenceGraph model, TensorRef layer) {
    try (StaticShapes shapes = StaticShapes.of(model)) {
      return of(model, shapes, shapes.of(layer).numDimensions());
    }
  }

  private static String of(InferenceGraph model, StaticShapes shapes, int rank) {
    for (Map.Entry<String, TensorRef> attributed : model.attributed().entrySet()) {
      Shape shape = shapes.of(attributed.getValue());
      if (!shape.isUnknown() && shape.numDimensions() == rank) {
        return attributed.getKey();
      }
    }
    return "";
  }

  /**
   * The tensor of a layer, with the values that the model itself computes there.
   *
   * @throws NoMatchingNodeException if there is none, or several of that name, or it is merged with
   *     a BatchNorm
   */
  public static TensorRef find(InferenceGraph model, SpatialLayer layer) {
    TensorRef tensor = findScaled(model, layer);
    NodeDef node = requireNonNull(model.nodes().get(tensor.node()));
    if (node.getInputList().stream()
        .anyMatch(input -> input.startsWith(node.getName() + BatchNormFolding.FOLDED + "/"))) {
      throw new NoMatchingNodeException(
          Message.of(
              "The layer '%s' of the model '%s' is merged with the BatchNorm behind it, so its own"
                  + " values are not computed.\n"
                  + "Maybe choose the BatchNorm, or the activation that follows it.",
              node.getName(), model.directory()));
    }
    return tensor;
  }

  /**
   * The tensor of a layer, each channel of which may be a multiple of what the model computes.
   *
   * @throws NoMatchingNodeException if there is none, or several of that name
   */
  public static TensorRef findScaled(InferenceGraph model, SpatialLayer layer) {
    ImmutableSet<String> weights = model.weightNodes();
    try (StaticShapes shapes = StaticShapes.of(model)) {
      ImmutableList<NodeDef> spatial =
          model.nodes().values().stream()
              .filter(node -> !weights.contains(node.getName()))
              .filter(node -> NodeOutputs.isFloating(NodeOutputs.type(node, 0)))
              .filter(node -> isSpatial(model, shapes, new TensorRef(node.getName(), 0)))
              .collect(toImmutableList());
      return new TensorRef(
          layer.name().isPresent()
              ? named(model, spatial, layer.name().get())
              : last(model, spatial),
          0);
    }
  }

  private static boolean isSpatial(InferenceGraph model, StaticShapes shapes, TensorRef tensor) {
    Shape shape = shapes.of(tensor);
    if (shape.isUnknown() || shape.numDimensions() < 3 || shape.numDimensions() > 4) {
      return false;
    }
    boolean severalPlaces = false;
    for (int i = 1; i < shape.numDimensions() - 1; i++) {
      severalPlaces |= shape.get(i) != 1;
    }
    return severalPlaces && !of(model, shapes, shape.numDimensions()).isEmpty();
  }

  private static String last(InferenceGraph model, ImmutableList<NodeDef> spatial) {
    for (NodeDef node : spatial.reverse()) {
      boolean output = model.output().node().equals(node.getName());
      if (!output && !OpTable.is(node.getOp(), OpTrait.FEATURELESS)) {
        return node.getName();
      }
    }
    throw new NoMatchingNodeException(
        Message.of(
            "The model '%s' has no layer whose values lie on a grid as its input's do, so there is"
                + " no class activation map.\n"
                + "Maybe use a method that attributes to the input.",
            model.directory()));
  }

  private static String named(InferenceGraph model, ImmutableList<NodeDef> spatial, String name) {
    for (NodeDef node : spatial) {
      if (node.getName().equals(name)) {
        return name;
      }
    }
    ImmutableList<NodeDef> scoped = within(spatial, part -> part.equals(name));
    if (scoped.isEmpty()) {
      scoped =
          within(
              spatial,
              part ->
                  part.startsWith(name)
                      && NUMBERED.matcher(part.substring(name.length())).matches());
    }
    ImmutableSet<String> scopes =
        scoped.stream()
            .map(node -> scope(node.getName(), name))
            .collect(ImmutableSet.toImmutableSet());
    if (scopes.size() == 1) {
      return scoped.get(scoped.size() - 1).getName();
    }
    throw new NoMatchingNodeException(
        Message.of(
            "The model '%s' has %s layer '%s' whose values lie on a grid.\nMaybe one of %s.",
            model.directory(),
            scopes.isEmpty() ? "no" : "more than one",
            name,
            scopes.isEmpty()
                ? NearestNames.of(name, spatial.stream().map(NodeDef::getName).toList())
                : scopes));
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
