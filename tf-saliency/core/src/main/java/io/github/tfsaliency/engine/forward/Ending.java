package io.github.tfsaliency.engine.forward;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The explained value of a model, and the tensors that get maps. If it is not the model's output,
 * it is a weighted sum of the flattened values of its parts, some of them divided by their length.
 *
 * @param parts none for the model's output
 * @param layers the tensors inside that get maps; none for maps of the inputs
 */
public record Ending(ImmutableList<Part> parts, ImmutableList<TensorRef> layers) {
  /** The model's output. */
  public static final Ending OUTPUT = new Ending(ImmutableList.of(), ImmutableList.of());

  private static final String SCOPE = "explained_target/";

  /**
   * Values that are read.
   *
   * @param tensor {@code [N, ...]}
   * @param size how many values a sample has
   * @param norm what they are divided by
   */
  public record Part(TensorRef tensor, int size, Optional<Norm> norm) {}

  /**
   * Something else that is read, with maps of the inputs.
   *
   * @param parts none for the model's output
   */
  public static Ending of(ImmutableList<Part> parts) {
    return new Ending(parts, ImmutableList.of());
  }

  /** The same with maps of tensors inside. */
  public Ending withLayers(ImmutableList<TensorRef> newLayers) {
    return new Ending(parts, newLayers);
  }

  boolean isDivided() {
    return parts.stream().anyMatch(part -> part.norm().isPresent());
  }

  /** The model that ends here. */
  public InferenceGraph of(InferenceGraph model) {
    if (parts.isEmpty()) {
      return model;
    }
    Map<String, NodeDef> nodes = new LinkedHashMap<>(model.nodes());
    nodes.putAll(joining(model));
    return model.withEnd(
        output(),
        parts.stream()
            .map(part -> part.tensor().node())
            .distinct()
            .collect(Collectors.joining(" and ")),
        nodes);
  }

  private TensorRef output() {
    return parts.size() == 1 ? parts.get(0).tensor() : new TensorRef(SCOPE + "joined", 0);
  }

  /** The nodes that put several parts in a row, by name. */
  public Map<String, NodeDef> joining(InferenceGraph model) {
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    if (parts.size() < 2) {
      return nodes;
    }
    NodeDef.Builder joined =
        NodeDef.newBuilder()
            .setName(output().node())
            .setOp("ConcatV2")
            .putAttr("N", AttrValue.newBuilder().setI(parts.size()).build())
            .putAttr("T", type(DataType.DT_FLOAT))
            .putAttr("Tidx", type(DataType.DT_INT32));
    for (int i = 0; i < parts.size(); i++) {
      TensorRef tensor = parts.get(i).tensor();
      DataType own =
          NodeOutputs.type(requireNonNull(model.nodes().get(tensor.node())), tensor.index());
      String source = tensor.toString();
      if (own != DataType.DT_FLOAT) {
        source = SCOPE + "float32_" + i;
        add(
            nodes,
            NodeDef.newBuilder()
                .setName(source)
                .setOp("Cast")
                .addInput(tensor.toString())
                .putAttr("SrcT", type(own))
                .putAttr("DstT", type(DataType.DT_FLOAT)));
      }
      String shape = SCOPE + "shape_" + i;
      add(nodes, integers(shape, true, -1, parts.get(i).size()));
      String flat = SCOPE + "flat_" + i;
      add(
          nodes,
          NodeDef.newBuilder()
              .setName(flat)
              .setOp("Reshape")
              .addInput(source)
              .addInput(shape)
              .putAttr("T", type(DataType.DT_FLOAT))
              .putAttr("Tshape", type(DataType.DT_INT32)));
      joined.addInput(flat);
    }
    add(nodes, integers(SCOPE + "axis", false, 1));
    add(nodes, joined.addInput(SCOPE + "axis"));
    return nodes;
  }

  private static void add(Map<String, NodeDef> nodes, NodeDef.Builder node) {
    nodes.put(node.getName(), node.build());
  }

  private static NodeDef.Builder integers(String name, boolean vector, int... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32);
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (vector) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(values.length));
    }
    tensor.setTensorShape(shape);
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(DataType.DT_INT32))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build());
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
