package io.github.tfsaliency.attention;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.axis.Axis;
import io.github.tfsaliency.axis.LayerGrids;
import io.github.tfsaliency.axis.TensorAxes;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Finds attention by structure and not by name: a softmax of a product of two tensors that depend
 * on the input, multiplied with a third.
 */
public final class AttentionFinder {
  private final AttentionGraph graph;
  private final Softmaxes softmaxes;
  private final TokenReader reader;
  private final Set<String> products = new HashSet<>();
  private final ImmutableList.Builder<AttentionBlock> blocks = ImmutableList.builder();
  private final ImmutableList.Builder<String> crossed = ImmutableList.builder();
  private boolean convolved;

  private AttentionFinder(AttentionGraph graph) {
    this.graph = graph;
    softmaxes = new Softmaxes(graph);
    reader = new TokenReader(graph);
  }

  /**
   * Finds the attention of a model.
   *
   * @param model the model
   * @return in execution order
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent, or it is damaged
   */
  public static AttentionBlocks find(InferenceGraph model) {
    return TensorAxes.read(model, AttentionFinder::find);
  }

  /**
   * The same, where the dimensions are known.
   *
   * @param axes the dimensions of all tensors of a model
   * @return in execution order
   */
  public static AttentionBlocks find(TensorAxes axes) {
    AttentionFinder finder = new AttentionFinder(new AttentionGraph(axes));
    axes.model().nodes().values().forEach(finder::visit);
    return new AttentionBlocks(
        axes.model().directory(),
        finder.blocks.build(),
        finder.crossed.build(),
        new OtherAttention(finder.graph, finder.products).find(),
        finder.convolved);
  }

  private void visit(NodeDef node) {
    if (OpTable.is(node.getOp(), OpTrait.CONVOLUTION)) {
      convolved |= isSpatial(node);
      return;
    }
    softmaxes.of(node).filter(graph::varies).ifPresent(scores -> softmax(node, scores));
  }

  /** A convolution of weights with values that still lie on a grid. */
  private boolean isSpatial(NodeDef node) {
    return graph.axes().of(new TensorRef(node.getName(), 0)).stream()
        .anyMatch(axis -> axis.isPlaces() && axis.size() != 1);
  }

  private void softmax(NodeDef node, TensorRef scores) {
    TensorRef shares = new TensorRef(node.getName(), 0);
    @Nullable NodeDef product = productAhead(scores);
    if (product == null || graph.shape(shares).isUnknown()) {
      return;
    }
    ValueProduct.of(graph, shares)
        .ifPresent(
            values -> {
              if (graph.isProductOfTwo(product)) {
                products.add(product.getName());
                products.add(values.node().getName());
                Optional<AttentionBlock> block = block(shares, product, values);
                block.ifPresentOrElse(blocks::add, () -> crossed.add(node.getName()));
                convolved &= block.flatMap(AttentionBlock::layout).isEmpty();
              } else if (isOverPlaces(shares)) {
                crossed.add(node.getName());
              }
            });
  }

  /** Queries that are weights may look at what lies on places; experts are chosen otherwise. */
  private boolean isOverPlaces(TensorRef shares) {
    List<Axis> axes = graph.axes().of(shares);
    return !axes.isEmpty() && axes.get(axes.size() - 1).isPlaces();
  }

  /** Empty if queries, keys and values are not of the same tokens. */
  private Optional<AttentionBlock> block(TensorRef shares, NodeDef scores, ValueProduct product) {
    if (!isOfAsManyQueries(product, shares)) {
      return Optional.empty();
    }
    TensorRef laid =
        product.shares().stream()
            .filter(tensor -> ShareLayout.of(graph.axes().of(tensor)).isPresent())
            .findFirst()
            .orElse(shares);
    return reader
        .read(
            TensorRef.parse(scores.getInput(0)),
            TensorRef.parse(scores.getInput(1)),
            product.values())
        .map(read -> block(laid, read));
  }

  private AttentionBlock block(TensorRef shares, TensorRef read) {
    Optional<ShareLayout> layout = ShareLayout.of(graph.axes().of(shares));
    return new AttentionBlock(shares, layout.isPresent() ? read : uncut(read), layout);
  }

  /** The same values where they still lie on the places of an input, ahead of windows. */
  private TensorRef uncut(TensorRef read) {
    TensorRef at = read;
    LayerGrids grids = LayerGrids.of(graph.axes());
    while (!grids.byTensor().containsKey(at)) {
      NodeDef node = graph.producer(at);
      List<TensorRef> varying = graph.varying(node);
      boolean moves = AttentionGraph.moves(node) || node.getOp().equals("Roll");
      if (!moves || varying.size() != 1) {
        return read;
      }
      at = varying.get(0);
    }
    return at;
  }

  /** As many queries as keys, where that is known. */
  private boolean isOfAsManyQueries(ValueProduct product, TensorRef softmax) {
    Shape own = graph.shape(softmax);
    long keys = own.get(own.numDimensions() - 1);
    return keys < 0
        || product.shares().stream()
            .map(tensor -> graph.shape(tensor).asArray())
            .anyMatch(sizes -> LongStream.of(sizes).filter(size -> size == keys).count() > 1);
  }

  /**
   * The product of queries and keys; scales and masks may lie between.
   *
   * @return one of two tensors that depend on the input if there is one, else one of weights
   */
  private @Nullable NodeDef productAhead(TensorRef tensor) {
    @Nullable NodeDef ofWeights = null;
    Deque<TensorRef> todo = new ArrayDeque<>();
    Set<TensorRef> seen = new HashSet<>();
    todo.add(tensor);
    while (!todo.isEmpty()) {
      TensorRef at = todo.remove();
      if (!seen.add(at)) {
        continue;
      }
      NodeDef node = graph.producer(at);
      if (graph.isProductOfTwo(node)) {
        return node;
      }
      if (graph.isProduct(node)) {
        ofWeights = ofWeights == null ? node : ofWeights;
      } else if (!AttentionGraph.isPlaceholder(node)) {
        todo.addAll(graph.varying(node));
      }
    }
    return ofWeights;
  }
}
