package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.PointwiseOps;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * Functions of one tensor that are written in several ops: swish and GELU are activations,
 * LayerNorm is a normalization. Found where several ways from one tensor meet again.
 *
 * <p>If only pointwise ops lie on these ways the function is pointwise. If there are means as well,
 * it is a normalization where it is linear in the tensor once the root of a statistic, by which it
 * divides, is held constant.
 */
final class PointwiseRegions {
  /** What is larger is no activation function, and would be walked through again and again. */
  private static final int MAX_NODES = 64;

  private static final int NONLINEAR = 1_000;

  /** They put a statistic beside the values that it is of. */
  private static final ImmutableSet<String> SPREADING =
      ImmutableSet.of("BroadcastTo", "ExpandDims", "Reshape", "Squeeze", "StridedSlice", "Tile");

  private final ModelTensors tensors;
  private final ConstantNumbers numbers;

  /** For a tensor, one that it is a function of, by pointwise ops and means alone. */
  private final Map<TensorRef, TensorRef> parents = new HashMap<>();

  /** What is made of statistics alone: scaled by weights it may grow back to the source's shape. */
  private final Set<TensorRef> reduced = new HashSet<>();

  PointwiseRegions(ModelTensors tensors) {
    this.tensors = tensors;
    numbers = new ConstantNumbers(tensors);
  }

  /** The function that ends at a node; to be asked for every node in execution order. */
  Optional<CanonicalLayer> at(NodeDef node, ImmutableList<Integer> varying) {
    if (node.getOp().equals("IdentityN")) {
      varying.forEach(
          i -> parents.put(new TensorRef(node.getName(), i), NodeInput.tensor(node, i)));
      return Optional.empty();
    }
    TensorRef end = new TensorRef(node.getName(), 0);
    if (PointwiseOps.isStatistic(node)) {
      parents.put(end, NodeInput.tensor(node, 0));
      reduced.add(end);
      return Optional.empty();
    }
    if (SPREADING.contains(node.getOp())
        && varying.contains(0)
        && reduced.contains(NodeInput.tensor(node, 0))) {
      parents.put(end, NodeInput.tensor(node, 0));
      reduced.add(end);
      return Optional.empty();
    }
    if (!PointwiseOps.isPointwise(node)) {
      return Optional.empty();
    }
    if (varying.size() == 1) {
      TensorRef input = NodeInput.tensor(node, varying.get(0));
      if (reduced.contains(input)) {
        parents.put(end, input);
        reduced.add(end);
      } else if (tensors.keepsShape(node, varying.get(0))) {
        parents.put(end, input);
      }
      return Optional.empty();
    }
    TensorRef source = commonSource(node, varying);
    if (source == null) {
      return Optional.empty();
    }
    Region region = new Region(source, node);
    Optional<LayerKind> kind = region.kind(node);
    kind.ifPresent(any -> parents.put(end, source));
    // Within a normalization the parts that are not linear are none of their own.
    if (kind.isEmpty() && region.isComplete()) {
      parents.put(end, source);
    }
    return kind.map(
        found ->
            CanonicalLayer.of(
                found,
                node,
                ImmutableList.of(source),
                ImmutableSet.copyOf(region.nodes),
                found == LayerKind.NORMALIZATION
                    ? ImmutableSet.copyOf(region.statistics)
                    : ImmutableSet.of()));
  }

  private @Nullable TensorRef commonSource(NodeDef node, ImmutableList<Integer> varying) {
    List<TensorRef> common = null;
    for (int i : varying) {
      List<TensorRef> chain = chain(NodeInput.tensor(node, i));
      if (common == null) {
        common = chain;
      } else {
        common.retainAll(new LinkedHashSet<>(chain));
      }
    }
    return common == null || common.isEmpty() ? null : common.get(0);
  }

  private List<TensorRef> chain(TensorRef tensor) {
    List<TensorRef> chain = new ArrayList<>();
    for (TensorRef next = tensor;
        next != null && chain.size() < MAX_NODES;
        next = parents.get(next)) {
      chain.add(next);
    }
    return chain;
  }

  /** The nodes between a source and an end. */
  private final class Region {
    private final TensorRef source;
    private final Set<String> nodes = new LinkedHashSet<>();
    private final Set<TensorRef> statistics = new LinkedHashSet<>();
    private final Map<TensorRef, Integer> degrees = new LinkedHashMap<>();
    private final Set<TensorRef> ofStatistics = new LinkedHashSet<>();
    private final int degree;

    /** Whether a statistic lost the dimensions that it is over; it may be no part of a norm. */
    private boolean flat;

    private Region(TensorRef source, NodeDef end) {
      this.source = source;
      degree = degree(new TensorRef(end.getName(), 0));
    }

    boolean isComplete() {
      return nodes.size() <= MAX_NODES;
    }

    Optional<LayerKind> kind(NodeDef end) {
      if (!isComplete() || !isClosed(end) || !tensors.haveSameShape(source, end)) {
        return Optional.empty();
      }
      boolean pointwise = ofStatistics.isEmpty();
      if (pointwise) {
        return Optional.of(LayerKind.ACTIVATION);
      }
      return degree == 1 && !(flat && statistics.isEmpty())
          ? Optional.of(LayerKind.NORMALIZATION)
          : Optional.empty();
    }

    /** Whether nothing within is read from outside, except for its size. */
    private boolean isClosed(NodeDef end) {
      for (TensorRef tensor : degrees.keySet()) {
        boolean inside = !tensor.equals(source) && !tensor.node().equals(end.getName());
        if (inside
            && nodes.contains(tensor.node())
            && (tensor.equals(tensors.output())
                || !tensors.readers(tensor).stream()
                    .filter(ModelTensors::readsValues)
                    .allMatch(reader -> nodes.contains(reader.getName())))) {
          return false;
        }
      }
      return true;
    }

    /** The degree of a tensor as a polynomial of the source; the root of a statistic has 0. */
    private int degree(TensorRef tensor) {
      if (tensor.equals(source)) {
        return 1;
      }
      if (!tensors.varies(tensor)) {
        return 0;
      }
      Integer known = degrees.get(tensor);
      if (known != null) {
        return known;
      }
      NodeDef node = tensors.producer(tensor);
      nodes.add(node.getName());
      if (!isComplete()) {
        return NONLINEAR;
      }
      int found = degree(node, tensor);
      degrees.put(tensor, found);
      return found;
    }

    private int degree(NodeDef node, TensorRef tensor) {
      if (node.getOp().equals("IdentityN")) {
        TensorRef input = NodeInput.tensor(node, tensor.index());
        int same = degree(input);
        inherit(tensor, input);
        return same;
      }
      int largest = 0;
      int sum = 0;
      for (int i : tensors.varyingInputs(node)) {
        TensorRef input = NodeInput.tensor(node, i);
        int each = degree(input);
        largest = Math.max(largest, each);
        sum += each;
        inherit(tensor, input);
      }
      if (PointwiseOps.isStatistic(node)) {
        ofStatistics.add(tensor);
        flat |= !PointwiseOps.keepsDimensions(node);
        return largest;
      }
      if (OpTable.is(node.getOp(), OpTrait.DIVISION)) {
        return degree(NodeInput.tensor(node, 1)) == 0 ? largest : NONLINEAR;
      }
      return switch (node.getOp()) {
        case "Add",
            "AddN",
            "AddV2",
            "BiasAdd",
            "BroadcastTo",
            "Cast",
            "ExpandDims",
            "Maximum",
            "Minimum",
            "Neg",
            "Reshape",
            "Squeeze",
            "StopGradient",
            "StridedSlice",
            "Sub",
            "Tile" ->
            largest;
        case "Mul" -> Math.min(sum, NONLINEAR);
        case "Square", "SquaredDifference" -> Math.min(2 * largest, NONLINEAR);
        case "Pow" -> {
          if (isRoot(node)) {
            yield root(tensor);
          }
          yield largest == 0 ? 0 : NONLINEAR;
        }
        case "Rsqrt", "Sqrt" -> root(tensor);
        // Whatever is made of roots that are held alone is held.
        default -> largest == 0 ? 0 : NONLINEAR;
      };
    }

    private boolean isRoot(NodeDef power) {
      return numbers
          .number(NodeInput.tensor(power, 1))
          .filter(exponent -> Math.abs(exponent) == 0.5)
          .isPresent();
    }

    private int root(TensorRef tensor) {
      if (!ofStatistics.contains(tensor)) {
        return NONLINEAR;
      }
      statistics.add(tensor);
      return 0;
    }

    private void inherit(TensorRef tensor, TensorRef input) {
      if (ofStatistics.contains(input)) {
        ofStatistics.add(tensor);
      }
    }
  }
}
