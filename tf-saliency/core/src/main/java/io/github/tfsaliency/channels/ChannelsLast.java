package io.github.tfsaliency.channels;

import com.google.common.collect.Iterables;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes a model with channels first, {@code [N, C, ...]}, as the same model with channels last, so
 * that all that follows knows one order only. TensorFlow's kernels for the CPU know no other
 * either.
 *
 * <p>What says its format by an attribute gets the other one; values go through it, and through
 * what computes each value for itself, in the new order, so that the transpositions between two
 * such nodes never come into being, and those that the file has already vanish. An input that
 * reaches such a node without a change of order is fed in the new order too. Ahead of everything
 * else, and ahead of the output, values are brought back into the order of the file.
 */
public final class ChannelsLast {
  private final InferenceGraph model;
  private final MovedTensors tensors;
  private final MovedShapes movers;
  private final Set<TensorRef> wanted;

  private ChannelsLast(InferenceGraph model, StaticShapes shapes) {
    this.model = model;
    tensors = new MovedTensors(model, shapes);
    movers = new MovedShapes(tensors);
    wanted = new WantedTensors(model, tensors).all();
  }

  /**
   * Rewrites the model.
   *
   * @param model as it was imported
   * @return the same function of inputs that may be in another order, which {@link
   *     InferenceGraph#channelsMoved()} tells; the model itself if nothing in it has channels first
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent, or it is damaged
   */
  public static InferenceGraph of(InferenceGraph model) {
    if (model.nodes().values().stream().noneMatch(FormatOps::isKnown)) {
      return model;
    }
    try (StaticShapes shapes = StaticShapes.of(model)) {
      ChannelsLast rewriting = new ChannelsLast(model, shapes);
      boolean fed = model.inputs().stream().anyMatch(rewriting::isWanted);
      return fed || model.nodes().values().stream().anyMatch(FormatOps::isChannelsFirst)
          ? rewriting.rewritten()
          : model;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new UnsupportedModelException(
          Message.of("The SavedModel '%s' is malformed: %s", model.directory(), Message.reason(e)),
          e);
    }
  }

  private boolean isWanted(ModelInput fed) {
    return wanted.contains(fed.tensor()) && tensors.rank(fed.tensor()) > 2;
  }

  private InferenceGraph rewritten() {
    model.nodes().values().forEach(this::rewrite);
    TensorRef output = tensors.first(model.output());
    return model.withChannelsMoved(tensors.nodes(), output, tensors.moved());
  }

  private void rewrite(NodeDef node) {
    boolean done =
        FormatOps.isChannelsFirst(node)
            ? rewriteFormat(node)
            : isFed(node)
                ? rewriteInput(node)
                : node.getOp().equals("Transpose")
                    ? rewriteTranspose(node)
                    : tensors.readsMoved(node) && rewriteReader(node);
    if (!done) {
      NodeDef.Builder kept = node.toBuilder().clearInput();
      node.getInputList()
          .forEach(source -> kept.addInput(tensors.first(TensorRef.parse(source)).toString()));
      tensors.put(kept.build());
    }
  }

  private boolean isFed(NodeDef node) {
    return model.inputs().stream().anyMatch(fed -> fed.tensor().node().equals(node.getName()));
  }

  private boolean rewriteInput(NodeDef node) {
    TensorRef tensor = new TensorRef(node.getName(), 0);
    int rank = tensors.rank(tensor);
    if (!wanted.contains(tensor) || rank < 3) {
      return false;
    }
    TensorShapeProto shape =
        node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
    NodeDef.Builder fed = node.toBuilder();
    if (shape.getDimCount() == rank) {
      fed.putAttr(
          "shape",
          AttrValue.newBuilder()
              .setShape(
                  TensorShapeProto.newBuilder()
                      .addAllDim(ChannelOrder.reordered(shape.getDimList())))
              .build());
    }
    tensors.putMoved(fed.build(), 1, rank);
    return true;
  }

  private boolean rewriteFormat(NodeDef node) {
    int data = FormatOps.data(node);
    TensorRef tensor = MovedTensors.input(node, data);
    int rank = FormatOps.rank(node) > 0 ? FormatOps.rank(node) : tensors.rank(tensor);
    if (rank < 2) {
      return false;
    }
    NodeDef.Builder last = FormatOps.withChannelsLast(node).clearInput();
    boolean transposed = data == 2;
    for (int i = 0; i < node.getInputCount(); i++) {
      TensorRef source = MovedTensors.input(node, i);
      last.addInput(
          i == data && rank > 2
              ? tensors.last(source, rank).toString()
              : i == 0 && transposed
                  ? movers.sizes(node, source, rank)
                  : tensors.first(source).toString());
    }
    // In a matrix the channels are last anyway.
    if (rank > 2) {
      tensors.putMoved(last.build(), 1, rank);
    } else {
      tensors.put(last.build());
    }
    return true;
  }

  private boolean rewriteTranspose(NodeDef node) {
    TensorRef tensor = MovedTensors.input(node, 0);
    Optional<int[]> order = tensors.integers(node, 1);
    if (order.isEmpty()) {
      return false;
    }
    int rank = order.get().length;
    List<Integer> given =
        IntStream.of(order.get()).map(i -> ChannelOrder.axis(i, rank)).boxed().toList();
    List<Integer> last = ChannelOrder.toLast(rank);
    if (!tensors.isMoved(tensor)) {
      boolean toFirst = given.equals(ChannelOrder.toFirst(rank));
      // Of three dimensions it may exchange tokens and features.
      boolean sure = rank > 3 || wanted.contains(new TensorRef(node.getName(), 0));
      if (!sure || !toFirst || !tensors.mayVanish(node)) {
        return false;
      }
      tensors.replaceMoved(node, tensors.actual(tensor), rank);
      return true;
    }
    List<Integer> stored = given.stream().map(i -> ChannelOrder.moved(i, rank)).toList();
    if (ChannelOrder.isIdentity(stored) && tensors.mayVanish(node)) {
      tensors.replace(node, tensors.actual(tensor));
    } else if (ChannelOrder.isIdentity(last.stream().map(stored::get).toList())
        && tensors.mayVanish(node)) {
      tensors.replaceMoved(node, tensors.actual(tensor), rank);
    } else {
      tensors.put(
          tensors.transposition(
              node.getName(), tensors.actual(tensor).toString(), tensors.type(tensor), stored));
    }
    return true;
  }

  /** A node that reads a tensor with channels last. */
  private boolean rewriteReader(NodeDef node) {
    if (WantedTensors.isPointwise(node)) {
      return rewritePointwise(node);
    }
    if (OpTable.is(node.getOp(), OpTrait.REDUCTION)) {
      return rewriteReduction(node);
    }
    if (WantedTensors.isPad(node)) {
      return movers.pad(node);
    }
    return switch (node.getOp()) {
      case "ConcatV2" -> rewriteConcat(node);
      case "Split" -> rewriteSplit(node, 1, 0);
      case "SplitV" -> rewriteSplit(node, 0, 2);
      case "ExpandDims" -> movers.expand(node);
      case "Squeeze" -> rewriteSqueeze(node);
      case "Slice" -> movers.slice(node);
      case "StridedSlice" -> movers.stridedSlice(node);
      case "Reshape" -> movers.reshape(node);
      case "Shape" -> movers.shape(node);
      case "SpaceToBatchND", "BatchToSpaceND" -> movers.blocks(node);
      case "Rank", "Size" -> {
        tensors.put(node.toBuilder().setInput(0, actual(node, 0)).build());
        yield true;
      }
      default -> false;
    };
  }

  private String actual(NodeDef node, int input) {
    return tensors.actual(MovedTensors.input(node, input)).toString();
  }

  private boolean rewritePointwise(NodeDef node) {
    int rank =
        node.getInputList().stream()
            .map(TensorRef::parse)
            .filter(tensors::isMoved)
            .mapToInt(tensors::rank)
            .max()
            .orElseThrow();
    List<TensorRef> sources = node.getInputList().stream().map(TensorRef::parse).toList();
    if (sources.stream().anyMatch(source -> tensors.rank(source) < 0)
        || sources.stream().anyMatch(source -> tensors.rank(source) > rank)) {
      return false;
    }
    if (node.getOp().equals("IdentityN")
        && !sources.stream().allMatch(source -> tensors.rank(source) == rank)) {
      return false;
    }
    NodeDef.Builder last = node.toBuilder().clearInput();
    for (int i = 0; i < sources.size(); i++) {
      TensorRef source = sources.get(i);
      boolean one = !tensors.shape(source).isUnknown() && tensors.shape(source).size() == 1;
      last.addInput(
          tensors.rank(source) == rank
              ? tensors.last(source, rank).toString()
              : one
                  ? tensors.actual(source).toString()
                  : tensors.lastOfFewer(source, rank, node.getName() + "/operand_" + i));
    }
    tensors.putMoved(last.build(), node.getOp().equals("IdentityN") ? sources.size() : 1, rank);
    return true;
  }

  private boolean rewriteReduction(NodeDef node) {
    TensorRef tensor = MovedTensors.input(node, 0);
    Optional<int[]> axes = tensors.integers(node, 1);
    if (!tensors.isMoved(tensor) || axes.isEmpty()) {
      return false;
    }
    int rank = tensors.rank(tensor);
    Set<Integer> reduced = new HashSet<>();
    IntStream.of(axes.get()).forEach(i -> reduced.add(ChannelOrder.axis(i, rank)));
    int[] moved = reduced.stream().mapToInt(i -> ChannelOrder.moved(i, rank)).sorted().toArray();
    NodeDef.Builder last =
        node.toBuilder()
            .setInput(0, tensors.actual(tensor).toString())
            .setInput(1, tensors.integers(node.getName() + "/dimensions", false, moved))
            .putAttr("Tidx", MovedTensors.type(DataType.DT_INT32));
    if (NodeOutputs.attribute(node, "keep_dims").getB()) {
      tensors.putMoved(last.build(), 1, rank);
    } else {
      putWithout(last, tensor, reduced);
    }
    return true;
  }

  /** Puts a node whose result lacks some of the dimensions of what it reads. */
  private void putWithout(NodeDef.Builder node, TensorRef source, Set<Integer> dropped) {
    int rank = tensors.rank(source);
    List<Integer> left =
        IntStream.range(0, rank).filter(i -> !dropped.contains(i)).boxed().toList();
    List<Integer> stored =
        ChannelOrder.toLast(rank).stream().filter(i -> !dropped.contains(i)).toList();
    if (stored.equals(left)) {
      tensors.put(node.build());
    } else if (left.size() > 2 && stored.equals(ChannelOrder.reordered(left))) {
      tensors.putMoved(node.build(), 1, left.size());
    } else {
      String name = node.getName();
      NodeDef inner = node.setName(name + "/" + InferenceGraph.CHANNELS_LAST).build();
      tensors.put(inner);
      tensors.put(
          tensors.transposition(
              name,
              inner.getName(),
              NodeOutputs.type(inner, 0),
              left.stream().map(stored::indexOf).toList()));
    }
  }

  private boolean rewriteSqueeze(NodeDef node) {
    TensorRef tensor = MovedTensors.input(node, 0);
    int rank = tensors.rank(tensor);
    Set<Integer> dropped = new HashSet<>();
    node.getAttrOrDefault("squeeze_dims", AttrValue.getDefaultInstance())
        .getList()
        .getIList()
        .forEach(i -> dropped.add(ChannelOrder.axis(Math.toIntExact(i), rank)));
    if (dropped.isEmpty()) {
      Shape shape = tensors.shape(tensor);
      if (shape.isUnknown() || shape.hasUnknownDimension()) {
        return false;
      }
      IntStream.range(0, rank).filter(i -> shape.get(i) == 1).forEach(dropped::add);
    }
    AttrValue.ListValue.Builder moved = AttrValue.ListValue.newBuilder();
    dropped.stream().map(i -> ChannelOrder.moved(i, rank)).sorted().forEach(moved::addI);
    putWithout(
        node.toBuilder()
            .setInput(0, tensors.actual(tensor).toString())
            .putAttr("squeeze_dims", AttrValue.newBuilder().setList(moved).build()),
        tensor,
        dropped);
    return true;
  }

  private boolean rewriteConcat(NodeDef node) {
    int parts = node.getInputCount() - 1;
    List<TensorRef> sources = new ArrayList<>();
    for (String source : Iterables.limit(node.getInputList(), parts)) {
      sources.add(TensorRef.parse(source));
    }
    Optional<int[]> axis = tensors.integers(node, parts);
    int rank = sources.stream().mapToInt(tensors::rank).max().orElse(0);
    if (axis.isEmpty() || sources.stream().anyMatch(source -> tensors.rank(source) != rank)) {
      return false;
    }
    NodeDef.Builder last = node.toBuilder().clearInput();
    sources.forEach(source -> last.addInput(tensors.last(source, rank).toString()));
    last.addInput(
            tensors.integers(
                node.getName() + "/dimension",
                true,
                ChannelOrder.moved(ChannelOrder.axis(axis.get()[0], rank), rank)))
        .putAttr("Tidx", MovedTensors.type(DataType.DT_INT32));
    tensors.putMoved(last.build(), 1, rank);
    return true;
  }

  private boolean rewriteSplit(NodeDef node, int data, int dimension) {
    TensorRef tensor = MovedTensors.input(node, data);
    Optional<int[]> axis = tensors.integers(node, dimension);
    if (!tensors.isMoved(tensor) || axis.isEmpty()) {
      return false;
    }
    int rank = tensors.rank(tensor);
    int moved = ChannelOrder.moved(ChannelOrder.axis(axis.get()[0], rank), rank);
    NodeDef split =
        node.toBuilder()
            .setInput(data, tensors.actual(tensor).toString())
            .setInput(dimension, tensors.integers(node.getName() + "/dimension", true, moved))
            .build();
    tensors.putMoved(split, (int) node.getAttrOrThrow("num_split").getI(), rank);
    return true;
  }
}
