package io.github.tfsaliency.axis;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/** Finds what a model's last block of self-attention reads, by structure and not by name. */
final class SelfAttention {
  private static final ImmutableSet<String> PRODUCTS =
      ImmutableSet.of("MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Einsum");

  private final TensorAxes axes;

  private SelfAttention(TensorAxes axes) {
    this.axes = axes;
  }

  /**
   * The tensor that the projections of the last block to queries, keys and values read; empty if
   * there is none, or convolutions follow it.
   */
  static Optional<TensorRef> last(TensorAxes axes) {
    SelfAttention attention = new SelfAttention(axes);
    for (NodeDef node : Lists.reverse(axes.model().nodes().values().asList())) {
      if (OpTable.is(node.getOp(), OpTrait.CONVOLUTION) && attention.isSpatial(node)) {
        return Optional.empty();
      }
      if (node.getOp().equals("Softmax") && attention.isOfTokens(node)) {
        Optional<TensorRef> read = attention.readBy(node);
        if (read.isPresent()) {
          return read;
        }
      }
    }
    return Optional.empty();
  }

  /** A convolution of weights with values that still lie on a grid. */
  private boolean isSpatial(NodeDef node) {
    return axes.of(new TensorRef(node.getName(), 0)).stream()
        .anyMatch(axis -> axis.isPlaces() && axis.size() != 1);
  }

  /** Whether each token has a share of each token. */
  private boolean isOfTokens(NodeDef softmax) {
    List<Axis> shares = axes.of(new TensorRef(softmax.getName(), 0));
    int rank = shares.size();
    return rank >= 3
        && shares.get(rank - 1).isPlaces()
        && shares.subList(0, rank - 1).contains(shares.get(rank - 1));
  }

  private Optional<TensorRef> readBy(NodeDef softmax) {
    @Nullable NodeDef scores = productAhead(TensorRef.parse(softmax.getInput(0)));
    @Nullable TensorRef values = values(new TensorRef(softmax.getName(), 0));
    if (scores == null || values == null) {
      return Optional.empty();
    }
    Set<TensorRef> read = new LinkedHashSet<>();
    read.addAll(projected(TensorRef.parse(scores.getInput(0))));
    read.addAll(projected(TensorRef.parse(scores.getInput(1))));
    read.addAll(projected(values));
    return read.size() == 1 ? Optional.of(read.iterator().next()) : Optional.empty();
  }

  private boolean varies(TensorRef tensor) {
    return !axes.isWeight(tensor)
        && NodeOutputs.isFloating(NodeOutputs.type(axes.producer(tensor), tensor.index()));
  }

  private List<TensorRef> varying(NodeDef node) {
    return node.getInputList().stream().map(TensorRef::parse).filter(this::varies).toList();
  }

  /** The product of queries and keys; scales and masks may lie between. */
  private @Nullable NodeDef productAhead(TensorRef tensor) {
    Deque<TensorRef> todo = new ArrayDeque<>();
    Set<TensorRef> seen = new HashSet<>();
    todo.add(tensor);
    while (!todo.isEmpty()) {
      TensorRef at = todo.remove();
      NodeDef node = axes.producer(at);
      if (!seen.add(at)) {
        continue;
      }
      if (PRODUCTS.contains(node.getOp()) && varying(node).size() == 2) {
        return node;
      }
      if (!PRODUCTS.contains(node.getOp()) && !isPlaceholder(node)) {
        todo.addAll(varying(node));
      }
    }
    return null;
  }

  private static boolean isPlaceholder(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.PLACEHOLDER);
  }

  /** What the shares are multiplied with. */
  private @Nullable TensorRef values(TensorRef shares) {
    Set<TensorRef> moved = new HashSet<>();
    moved.add(shares);
    for (NodeDef node : axes.model().nodes().values()) {
      List<TensorRef> varying = varying(node);
      if (varying.stream().noneMatch(moved::contains)) {
        continue;
      }
      if (PRODUCTS.contains(node.getOp()) && varying.size() == 2) {
        return moved.contains(varying.get(0)) ? varying.get(1) : varying.get(0);
      }
      if (!PRODUCTS.contains(node.getOp())) {
        moved.add(new TensorRef(node.getName(), 0));
      }
    }
    return null;
  }

  /** What the nearest layers of weights ahead of a tensor read. */
  private Set<TensorRef> projected(TensorRef tensor) {
    Set<TensorRef> read = new LinkedHashSet<>();
    Deque<TensorRef> todo = new ArrayDeque<>();
    Set<TensorRef> seen = new HashSet<>();
    todo.add(tensor);
    while (!todo.isEmpty()) {
      TensorRef at = todo.remove();
      if (!seen.add(at)) {
        continue;
      }
      NodeDef node = axes.producer(at);
      List<TensorRef> varying = varying(node);
      if (OpTable.is(node.getOp(), OpTrait.LINEAR) && varying.size() == 1) {
        read.add(unmoved(varying.get(0)));
      } else if (isPlaceholder(node)) {
        read.add(at);
      } else {
        todo.addAll(varying);
      }
    }
    return read;
  }

  /** A matrix product of a stack of tokens may lie between two reshapes. */
  private TensorRef unmoved(TensorRef tensor) {
    TensorRef at = tensor;
    NodeDef node = axes.producer(at);
    while (OpTable.is(node.getOp(), OpTrait.RESHAPE) && varies(TensorRef.parse(node.getInput(0)))) {
      at = TensorRef.parse(node.getInput(0));
      node = axes.producer(at);
    }
    return at;
  }
}
