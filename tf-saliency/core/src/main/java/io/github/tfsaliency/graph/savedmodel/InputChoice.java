package io.github.tfsaliency.graph.savedmodel;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Placeholders;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.inline.FlatGraph;
import io.github.tfsaliency.graph.inline.FloatFrontier;
import io.github.tfsaliency.graph.inline.GraphDraft;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Which tensors are fed, and which tensor gets a map.
 *
 * <p>All inputs of the signature are fed and get a map, unless one was named: then only that one
 * gets a map. A tensor inside the graph that is named is fed in place of everything behind it; if
 * what is behind it is needed elsewhere too, the signature's inputs are fed and the tensor gets the
 * map.
 *
 * @param fed what may be fed; the output need not depend on all of it
 * @param redirected tensors whose readers read a placeholder of another name
 * @param named the name and tensor that was asked for
 */
record InputChoice(
    ImmutableList<ModelInput> fed,
    ImmutableMap<TensorRef, TensorRef> redirected,
    Optional<Map.Entry<String, TensorRef>> named) {
  /**
   * Chooses.
   *
   * @param wanted the name of an input or a tensor
   * @param texts the inputs of strings that may be fed
   */
  static InputChoice of(
      Optional<String> wanted,
      ImmutableMap<String, TensorInfo> signatureInputs,
      Set<String> texts,
      TensorRef output,
      FlatGraph flat) {
    ImmutableSet<String> needed = flat.ancestors(output, Optional.empty());
    ImmutableList<ModelInput> inputs =
        signatureInputs.entrySet().stream()
            .filter(input -> !input.getValue().getName().isEmpty())
            .map(input -> signatureInput(input.getKey(), input.getValue(), flat, needed))
            .flatMap(Optional::stream)
            .collect(toImmutableList());
    if (wanted.isEmpty()) {
      return checked(new InputChoice(inputs, ImmutableMap.of(), Optional.empty()), texts, flat);
    }
    String name = wanted.get();
    TensorRef tensor =
        flat.resolve(
            signatureInputs.containsKey(name)
                ? TensorRef.parse(signatureInputs.get(name).getName())
                : TensorRef.parse(name));
    boolean whole = inputs.stream().anyMatch(input -> input.tensor().equals(tensor));
    if (whole || signatureInputs.containsKey(name)) {
      return checked(
          new InputChoice(inputs, ImmutableMap.of(), Optional.of(Map.entry(name, tensor))),
          texts,
          flat);
    }
    return checked(inside(name, tensor, inputs, output, flat), texts, flat);
  }

  private static InputChoice inside(
      String name,
      TensorRef tensor,
      ImmutableList<ModelInput> inputs,
      TensorRef output,
      FlatGraph flat) {
    DataType type = flat.type(tensor);
    if (!NodeOutputs.isFloating(type)) {
      throw notFloating(name, type, ImmutableList.of());
    }
    Set<String> behind = flat.ancestors(tensor, Optional.empty());
    Set<String> beside = flat.ancestors(output, Optional.of(tensor));
    Set<String> both = Sets.intersection(behind, beside);
    if (inputs.stream().anyMatch(input -> both.contains(input.tensor().node()))) {
      return new InputChoice(inputs, ImmutableMap.of(), Optional.of(Map.entry(name, tensor)));
    }
    TensorRef placeholder = placeholderFor(tensor, flat);
    ImmutableList.Builder<ModelInput> fed = ImmutableList.builder();
    fed.add(new ModelInput(name, placeholder, type, flat.shape(tensor)));
    inputs.stream().filter(input -> beside.contains(input.tensor().node())).forEach(fed::add);
    return new InputChoice(
        fed.build(),
        placeholder.equals(tensor) ? ImmutableMap.of() : ImmutableMap.of(tensor, placeholder),
        Optional.of(Map.entry(name, placeholder)));
  }

  private static Optional<ModelInput> signatureInput(
      String name, TensorInfo info, FlatGraph flat, ImmutableSet<String> needed) {
    TensorRef tensor = flat.resolve(TensorRef.parse(info.getName()));
    NodeDef node = flat.nodes().get(tensor.node());
    if (node == null || !needed.contains(tensor.node())) {
      return Optional.empty();
    }
    DataType type = NodeOutputs.type(node, tensor.index());
    return Optional.of(new ModelInput(name, tensor, type, declaredShape(node)));
  }

  /** A node with one output becomes the placeholder itself, so that it keeps its name. */
  private static TensorRef placeholderFor(TensorRef tensor, FlatGraph flat) {
    if (NodeOutputs.count(flat.nodeOrThrow(tensor)) == 1) {
      return tensor;
    }
    String name = tensor.node() + "/output_" + tensor.index();
    while (flat.nodes().containsKey(name)) {
      name += "_";
    }
    return new TensorRef(name, 0);
  }

  /** The shape that a placeholder declares. */
  static Shape declaredShape(NodeDef node) {
    boolean declares =
        OpTable.is(node.getOp(), OpTrait.PLACEHOLDER)
            || node.getOp().equals("PlaceholderWithDefault");
    if (!declares || !node.containsAttr("shape")) {
      return Shape.unknown();
    }
    return ShapeProtos.read(node.getAttrOrThrow("shape").getShape());
  }

  private static InputChoice checked(InputChoice choice, Set<String> texts, FlatGraph flat) {
    for (ModelInput input : choice.fed()) {
      boolean numeric = NodeOutputs.isFloating(input.type()) || NodeOutputs.isInteger(input.type());
      if (!numeric && !texts.contains(input.name())) {
        throw notFloating(
            input.name(),
            input.type(),
            FloatFrontier.behind(input.tensor(), flat.nodes().values()));
      }
    }
    return choice;
  }

  private static UnsupportedModelException notFloating(
      String name, DataType type, ImmutableList<TensorRef> behind) {
    return new UnsupportedModelException(
        Message.of(
            "The input '%s' has the type %s, which has no gradient.\n"
                + "Maybe fix it with Model.from(path).set(name, value), or name a float tensor"
                + " after it with Model.from(path).input(name)%s.",
            name,
            NodeOutputs.name(type),
            behind.isEmpty() ? "" : Message.part(Message.of(", for example '%s'", behind.get(0)))));
  }

  /** Puts the placeholders into the graph. */
  void feed(GraphDraft graph) {
    fed.forEach(
        input ->
            graph.override(Placeholders.of(input.tensor().node(), input.type(), input.shape())));
    redirected.forEach(graph::replace);
  }

  /**
   * What gets a map, by the name of the input that it belongs to.
   *
   * @param needed the inputs that the output depends on
   * @param output what is explained
   * @param path the nodes that it depends on, each after the nodes that it reads
   */
  ImmutableMap<String, TensorRef> attributed(
      List<ModelInput> needed, TensorRef output, ImmutableMap<String, NodeDef> path) {
    if (named.isPresent()
        && needed.stream().noneMatch(input -> input.tensor().equals(named.get().getValue()))) {
      return ImmutableMap.of(named.get().getKey(), named.get().getValue());
    }
    ImmutableMap.Builder<String, TensorRef> attributed = ImmutableMap.builder();
    List<String> without = new ArrayList<>();
    for (ModelInput input : needed) {
      boolean wanted = named.isEmpty() || named.get().getValue().equals(input.tensor());
      ImmutableList<TensorRef> tensors = wanted ? floats(input, output, path) : ImmutableList.of();
      if (tensors.size() > 1) {
        throw new UnsupportedModelException(
            Message.of(
                "The input '%s' has the type %s and becomes more than one float tensor: %s.\n"
                    + "Maybe choose the tensor that gets the map with"
                    + " Model.from(path).input(name).",
                input.name(),
                NodeOutputs.name(input.type()),
                tensors.stream().map(tensor -> "'" + tensor + "'").toList()));
      }
      if (tensors.isEmpty()) {
        without.add(input.name());
      } else {
        attributed.put(input.name(), tensors.get(0));
      }
    }
    ImmutableMap<String, TensorRef> result = attributed.buildOrThrow();
    if (result.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "None of the inputs %s becomes a float tensor on the path to the output, so there is"
                  + " no tensor to attribute to.\n"
                  + "Maybe choose another input with Model.from(path).input(name).",
              without));
    }
    return result;
  }

  private static ImmutableList<TensorRef> floats(
      ModelInput input, TensorRef output, ImmutableMap<String, NodeDef> path) {
    boolean scalar = !input.shape().isUnknown() && input.shape().numDimensions() == 0;
    if (scalar) {
      return ImmutableList.of();
    }
    if (!NodeOutputs.isFloating(input.type())) {
      return FloatFrontier.behind(input.tensor(), path.values());
    }
    ImmutableList<TensorRef> behind =
        FloatFrontier.ids(input.tensor(), output, path.values()).stream()
            .flatMap(ids -> FloatFrontier.behind(ids, path.values()).stream())
            .distinct()
            .collect(toImmutableList());
    return behind.isEmpty() ? ImmutableList.of(input.tensor()) : behind;
  }
}
