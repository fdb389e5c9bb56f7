package io.github.tfsaliency.graph.inline;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.PartialTensor;
import io.github.tfsaliency.graph.ShapeArithmetic;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Replaces lists of tensors, which loops read from and write to, by the tensors themselves. Once a
 * loop is unrolled every index is a constant, and a list is no more than a way to name its items.
 */
final class TensorLists {
  private static final int MAX_ITEMS = 100_000;

  /** Of all lists at all points of the program: every write makes a list anew. */
  private static final long MAX_COPIED_ITEMS = 20_000_000;

  private final GraphDraft graph;
  private final ShapeArithmetic constants;
  private final Map<TensorRef, TensorList> lists = new HashMap<>();
  private long copied;

  TensorLists(GraphDraft graph, ShapeArithmetic constants) {
    this.graph = graph;
    this.constants = constants;
  }

  /**
   * A list at one point of the program.
   *
   * @param items null where nothing was written yet, which reads as zeros
   * @param elementShape the input that gives the items' shape
   */
  private record TensorList(List<@Nullable TensorRef> items, TensorRef elementShape) {
    TensorList {
      items = Collections.unmodifiableList(items);
    }

    TensorList with(List<@Nullable TensorRef> newItems) {
      return new TensorList(newItems, elementShape);
    }
  }

  /** Whether the node was replaced. */
  boolean replace(NodeDef node, List<TensorRef> inputs) {
    if (!OpTable.is(node.getOp(), OpTrait.TENSOR_LIST)) {
      return false;
    }
    TensorRef output = new TensorRef(node.getName(), 0);
    TensorList read = inputs.isEmpty() ? null : lists.get(inputs.get(0));
    copied += read == null ? 0 : read.items().size();
    if (copied > MAX_COPIED_ITEMS) {
      throw failure(node, "makes longer lists, and more of them, than can be unrolled");
    }
    switch (node.getOp()) {
      case "EmptyTensorList" -> lists.put(output, new TensorList(List.of(), inputs.get(0)));
      case "TensorListReserve" ->
          lists.put(
              output,
              new TensorList(Collections.nCopies(size(node, inputs.get(1)), null), inputs.get(0)));
      case "TensorListFromTensor" -> lists.put(output, unpack(node, inputs));
      case "TensorListResize" -> lists.put(output, resize(node, inputs));
      case "TensorListSetItem" -> lists.put(output, set(node, inputs));
      case "TensorListPushBack" -> {
        List<@Nullable TensorRef> items = new ArrayList<>(list(node, inputs).items());
        items.add(inputs.get(1));
        lists.put(output, list(node, inputs).with(items));
      }
      case "TensorListPopBack" -> {
        TensorList list = list(node, inputs);
        int last = index(node, list, (long) list.items().size() - 1);
        lists.put(output, list.with(list.items().subList(0, last)));
        graph.replace(new TensorRef(node.getName(), 1), item(node, list, last));
      }
      case "TensorListGetItem" -> {
        TensorList list = list(node, inputs);
        graph.replace(output, item(node, list, index(node, list, constants.scalar(inputs.get(1)))));
      }
      case "TensorListLength" ->
          graph.replace(output, integer(node, list(node, inputs).items().size()));
      case "TensorListGather" -> graph.replace(output, gather(node, inputs));
      default -> graph.replace(output, stack(node, list(node, inputs).items(), list(node, inputs)));
    }
    return true;
  }

  private TensorList list(NodeDef node, List<TensorRef> inputs) {
    TensorList list = lists.get(inputs.get(0));
    if (list == null) {
      throw failure(node, "reads a list that does not come from the model itself");
    }
    return list;
  }

  private TensorList unpack(NodeDef node, List<TensorRef> inputs) {
    TensorRef tensor = inputs.get(0);
    Shape shape = constants.shape(tensor);
    if (shape.isUnknown() || shape.numDimensions() == 0 || shape.get(0) == Shape.UNKNOWN_SIZE) {
      throw failure(node, "makes a list of a tensor whose length is not fixed");
    }
    int size = checkSize(node, shape.get(0));
    NodeDef.Builder unpack =
        NodeDef.newBuilder()
            .setOp("Unpack")
            .addInput(tensor.toString())
            .putAttr("T", elementType(node))
            .putAttr("num", AttrValue.newBuilder().setI(size).build())
            .putAttr("axis", AttrValue.newBuilder().setI(0).build());
    String name = graph.add(unpack, node.getName() + "/unpack");
    List<@Nullable TensorRef> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.add(new TensorRef(name, i));
    }
    return new TensorList(items, inputs.get(1));
  }

  private TensorList resize(NodeDef node, List<TensorRef> inputs) {
    TensorList list = list(node, inputs);
    int size = size(node, inputs.get(1));
    List<@Nullable TensorRef> items = new ArrayList<>(list.items());
    while (items.size() > size) {
      items.remove(items.size() - 1);
    }
    while (items.size() < size) {
      items.add(null);
    }
    return list.with(items);
  }

  private TensorList set(NodeDef node, List<TensorRef> inputs) {
    TensorList list = list(node, inputs);
    Long index = constants.scalar(inputs.get(1));
    List<@Nullable TensorRef> items = new ArrayList<>(list.items());
    boolean grows =
        node.getAttrOrDefault("resize_if_index_out_of_bounds", AttrValue.getDefaultInstance())
            .getB();
    while (grows && index != null && index < MAX_ITEMS && items.size() <= index) {
      items.add(null);
    }
    TensorList grown = list.with(new ArrayList<>(items));
    items.set(index(node, grown, index), inputs.get(2));
    return list.with(items);
  }

  private TensorRef gather(NodeDef node, List<TensorRef> inputs) {
    TensorList list = list(node, inputs);
    PartialTensor indices = constants.of(inputs.get(1));
    if (indices == null) {
      throw failure(node, "reads a list at an index that depends on the data");
    }
    List<@Nullable TensorRef> items = new ArrayList<>();
    for (Long index : indices.values()) {
      items.add(list.items().get(index(node, list, index)));
    }
    return stack(node, items, list);
  }

  private TensorRef stack(NodeDef node, List<@Nullable TensorRef> items, TensorList list) {
    if (items.isEmpty()) {
      throw failure(node, "stacks an empty list");
    }
    NodeDef.Builder pack =
        NodeDef.newBuilder()
            .setOp("Pack")
            .putAttr("T", elementType(node))
            .putAttr("N", AttrValue.newBuilder().setI(items.size()).build())
            .putAttr("axis", AttrValue.newBuilder().setI(0).build());
    TensorRef zeros = null;
    for (TensorRef item : items) {
      if (item == null && zeros == null) {
        zeros = zeros(node, list.with(items));
      }
      pack.addInput((item == null ? Objects.requireNonNull(zeros) : item).toString());
    }
    return new TensorRef(graph.add(pack, node.getName() + "/pack"), 0);
  }

  private TensorRef item(NodeDef node, TensorList list, int index) {
    TensorRef item = list.items().get(index);
    return item == null ? zeros(node, list) : item;
  }

  /** What a list holds where nothing was written. */
  private TensorRef zeros(NodeDef node, TensorList list) {
    for (TensorRef item : list.items()) {
      if (item != null) {
        NodeDef.Builder like =
            NodeDef.newBuilder()
                .setOp("ZerosLike")
                .addInput(item.toString())
                .putAttr("T", elementType(node));
        return new TensorRef(graph.add(like, node.getName() + "/zeros"), 0);
      }
    }
    PartialTensor shape = constants.of(list.elementShape());
    if (shape == null
        || shape.scalar()
        || !shape.values().stream().allMatch(size -> size != null && size >= 0)) {
      throw failure(node, "reads an item that was never written and has no fixed shape");
    }
    TensorProto.Builder value = TensorProto.newBuilder().setDtype(elementType(node).getType());
    TensorShapeProto.Builder proto = value.getTensorShapeBuilder();
    for (Long size : shape.values()) {
      proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(Objects.requireNonNull(size)));
    }
    return constant(node, "zeros", value.build());
  }

  private TensorRef integer(NodeDef node, int value) {
    return constant(
        node,
        "length",
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addIntVal(value)
            .build());
  }

  private TensorRef constant(NodeDef node, String name, TensorProto value) {
    NodeDef.Builder constant =
        NodeDef.newBuilder()
            .setOp("Const")
            .putAttr("dtype", AttrValue.newBuilder().setType(value.getDtype()).build())
            .putAttr("value", AttrValue.newBuilder().setTensor(value).build());
    return new TensorRef(graph.add(constant, node.getName() + "/" + name), 0);
  }

  private int size(NodeDef node, TensorRef tensor) {
    Long size = constants.scalar(tensor);
    if (size == null) {
      throw failure(node, "makes a list whose length depends on the data");
    }
    return checkSize(node, size);
  }

  private int checkSize(NodeDef node, long size) {
    if (size < 0 || size > MAX_ITEMS) {
      throw failure(node, "makes a list of " + size + " items");
    }
    return (int) size;
  }

  private int index(NodeDef node, TensorList list, @Nullable Long index) {
    if (index == null) {
      throw failure(node, "reads or writes a list at an index that depends on the data");
    }
    if (index < 0 || index >= list.items().size()) {
      throw failure(
          node, Message.of("reads or writes item %s of a list of %s", index, list.items().size()));
    }
    return index.intValue();
  }

  private static AttrValue elementType(NodeDef node) {
    return node.getAttrOrThrow("element_dtype");
  }

  private UnsupportedModelException failure(NodeDef node, String what) {
    return graph.cannotReplace(node, what);
  }
}
