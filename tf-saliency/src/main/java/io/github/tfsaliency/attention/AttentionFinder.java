package io.github.tfsaliency.attention;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.axis.TensorAxes;
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

/**
 * Finds attention by structure and not by name: a softmax of a product of two tensors that depend
 * on the input, multiplied with a third.
 */
final class AttentionFinder {
  private static final ImmutableSet<String> PRODUCTS =
      ImmutableSet.of("MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Einsum");

  /** What neither takes a part of a tensor nor computes anything of several of its values. */
  private static final ImmutableSet<String> UNMOVING =
      ImmutableSet.of("Cast", "Identity", "Mul", "RealDiv", "Transpose");

  private final TensorAxes axes;

  private AttentionFinder(TensorAxes axes) {
    this.axes = axes;
  }

  static AttentionBlocks find(TensorAxes axes) {
    AttentionFinder finder = new AttentionFinder(axes);
    ImmutableList.Builder<AttentionBlock> blocks = ImmutableList.builder();
    ImmutableList.Builder<String> crossed = ImmutableList.builder();
    boolean convolved = false;
    for (NodeDef node : axes.model().nodes().values()) {
      if (OpTable.is(node.getOp(), OpTrait.CONVOLUTION)) {
        convolved |= finder.isSpatial(node);
      } else if (node.getOp().equals("Softmax")
          && finder.varies(TensorRef.parse(node.getInput(0)))) {
        @Nullable NodeDef scores = finder.productAhead(TensorRef.parse(node.getInput(0)));
        @Nullable TensorRef values = finder.values(new TensorRef(node.getName(), 0));
        if (scores != null && values != null) {
          Optional<AttentionBlock> block = finder.block(node, scores, values);
          block.ifPresentOrElse(blocks::add, () -> crossed.add(node.getName()));
          convolved &= block.flatMap(AttentionBlock::layout).isEmpty();
        }
      }
    }
    return new AttentionBlocks(
        axes.model().directory(), blocks.build(), crossed.build(), convolved);
  }

  /** A convolution of weights with values that still lie on a grid. */
  private boolean isSpatial(NodeDef node) {
    return axes.of(new TensorRef(node.getName(), 0)).stream()
        .anyMatch(axis -> axis.isPlaces() && axis.size() != 1);
  }

  /** Empty if queries, keys and values are not of the same tokens. */
  private Optional<AttentionBlock> block(NodeDef softmax, NodeDef scores, TensorRef values) {
    Optional<TensorRef> read =
        readBy(TensorRef.parse(scores.getInput(0)), TensorRef.parse(scores.getInput(1)), values);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    TensorRef shares = new TensorRef(softmax.getName(), 0);
    return Optional.of(new AttentionBlock(shares, read.get(), ShareLayout.of(axes.of(shares))));
  }

  private Optional<TensorRef> readBy(TensorRef queries, TensorRef keys, TensorRef values) {
    TensorRef unprojected = still(queries);
    if (unprojected.equals(still(keys)) && unprojected.equals(still(values))) {
      return Optional.of(unmoved(unprojected));
    }
    Set<TensorRef> read = new LinkedHashSet<>();
    read.addAll(projected(queries));
    read.addAll(projected(keys));
    read.addAll(projected(values));
    return read.size() == 1 ? Optional.of(read.iterator().next()) : Optional.empty();
  }

  /** The tensor itself, ahead of steps that give each of its values another place or unit. */
  private TensorRef still(TensorRef tensor) {
    TensorRef at = tensor;
    while (true) {
      NodeDef node = axes.producer(at);
      List<TensorRef> varying = varying(node);
      boolean passes = UNMOVING.contains(node.getOp()) || OpTable.is(node.getOp(), OpTrait.RESHAPE);
      if (!passes || varying.size() != 1) {
        return at;
      }
      at = varying.get(0);
    }
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
