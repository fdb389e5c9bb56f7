package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.activation.ConstantKind;
import io.github.tfsaliency.activation.SampledFunction;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** A tensor as a function of another one, by pointwise ops alone. */
final class PointwiseFormula {
  /** What is larger is no activation function. */
  private static final int MAX_NODES = 64;

  private final ModelTensors tensors;
  private final ConstantNumbers numbers;
  private final TensorRef source;
  private final Map<TensorRef, Integer> places = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> region = new HashSet<>();
  private final Set<TensorRef> affine = new HashSet<>();
  private ConstantKind constants = ConstantKind.NUMBERS;

  /** A value: a constant, the source, or what a node makes of earlier values. */
  private record Step(
      Optional<NodeDef> node,
      ImmutableIntArray operands,
      Optional<TensorRef> constant,
      boolean isSource) {}

  private PointwiseFormula(ModelTensors tensors, ConstantNumbers numbers, TensorRef source) {
    this.tensors = tensors;
    this.numbers = numbers;
    this.source = source;
  }

  static Optional<PointwiseFormula> of(
      ModelTensors tensors, ConstantNumbers numbers, TensorRef source, TensorRef end) {
    PointwiseFormula formula = new PointwiseFormula(tensors, numbers, source);
    return formula.place(end) >= 0 && formula.region.size() <= MAX_NODES
        ? Optional.of(formula)
        : Optional.empty();
  }

  ImmutableSet<String> region() {
    return ImmutableSet.copyOf(region);
  }

  ConstantKind constants() {
    return constants;
  }

  /** The function over a number, with other numbers for trained weights at each probe. */
  SampledFunction values(int probe, double divisor) {
    return xs -> {
      double[] results = new double[xs.length];
      for (int i = 0; i < xs.length; i++) {
        results[i] = value(xs[i], probe) / divisor;
      }
      return results;
    };
  }

  private double value(double x, int probe) {
    double[] values = new double[steps.size()];
    for (int at = 0; at < values.length; at++) {
      Step step = steps.get(at);
      if (step.isSource) {
        values[at] = x;
      } else if (step.constant.isPresent()) {
        values[at] = numbers.value(step.constant.get(), probe);
      } else {
        double[] operands = new double[step.operands.length()];
        for (int i = 0; i < operands.length; i++) {
          operands[i] = values[step.operands.get(i)];
        }
        values[at] = PointwiseValues.of(step.node.orElseThrow(), operands).orElse(Double.NaN);
      }
    }
    return values[values.length - 1];
  }

  /** Where a tensor's value stands; -1 if it is no function of the source. */
  private int place(TensorRef tensor) {
    Integer known = places.get(tensor);
    if (known != null) {
      return known;
    }
    int place = -1;
    if (tensor.equals(source)) {
      affine.add(tensor);
      place = added(new Step(Optional.empty(), ImmutableIntArray.of(), Optional.empty(), true));
    } else if (numbers.isConstant(tensor)) {
      constants = constants.or(numbers.kind(tensor));
      place = added(new Step(Optional.empty(), ImmutableIntArray.of(), Optional.of(tensor), false));
    } else if (region.size() <= MAX_NODES && !tensors.isAttributed(tensor)) {
      place = computed(tensor);
    }
    places.put(tensor, place);
    return place;
  }

  private int computed(TensorRef tensor) {
    NodeDef node = tensors.producer(tensor);
    region.add(node.getName());
    if (node.getOp().equals("IdentityN")) {
      TensorRef same = NodeInput.tensor(node, tensor.index());
      int place = place(same);
      if (affine.contains(same)) {
        affine.add(tensor);
      }
      return place;
    }
    if (!PointwiseValues.knows(node)) {
      return -1;
    }
    List<Integer> inputs = PointwiseValues.operands(node);
    int[] operands = new int[inputs.size()];
    boolean scaled = scales(node);
    int varying = 0;
    for (int i = 0; i < operands.length; i++) {
      TensorRef input = NodeInput.tensor(node, inputs.get(i));
      operands[i] = place(input);
      if (operands[i] < 0) {
        return -1;
      }
      if (!numbers.isConstant(input)) {
        varying++;
        scaled &= affine.contains(input);
      }
    }
    if (scaled && varying == 1) {
      affine.add(tensor);
    }
    return added(
        new Step(Optional.of(node), ImmutableIntArray.copyOf(operands), Optional.empty(), false));
  }

  /** Whether a node is affine in what varies of it, if only one input does. */
  private boolean scales(NodeDef node) {
    String op = node.getOp();
    return OpTable.is(op, OpTrait.QUOTIENT)
        ? numbers.isConstant(NodeInput.tensor(node, 1))
        : OpTable.is(op, OpTrait.AFFINE) || op.equals("Cast") || op.equals("Neg");
  }

  private int added(Step step) {
    steps.add(step);
    return steps.size() - 1;
  }

  /** Whether nothing nonlinear within is read from outside. */
  boolean isClosed(TensorRef end) {
    return places.entrySet().stream()
        .filter(each -> each.getValue() >= 0)
        .map(Map.Entry::getKey)
        .filter(each -> region.contains(each.node()) && !each.equals(end))
        .filter(each -> !affine.contains(each) && NodeOutputs.isFloating(type(each)))
        .noneMatch(this::isReadOutside);
  }

  private DataType type(TensorRef tensor) {
    return NodeOutputs.type(tensors.producer(tensor), tensor.index());
  }

  private boolean isReadOutside(TensorRef tensor) {
    if (tensor.equals(tensors.output())) {
      return true;
    }
    for (NodeDef reader : tensors.readers(tensor)) {
      if (region.contains(reader.getName()) || !ModelTensors.readsValues(reader)) {
        continue;
      }
      if (!reader.getOp().equals("IdentityN") || passesOn(reader, tensor)) {
        return true;
      }
    }
    return false;
  }

  /** Custom gradients read much that nobody asks them for. */
  private boolean passesOn(NodeDef identity, TensorRef tensor) {
    for (int i = 0; i < identity.getInputCount(); i++) {
      TensorRef output = new TensorRef(identity.getName(), i);
      if (NodeInput.tensor(identity, i).equals(tensor) && tensors.isRead(output)) {
        return true;
      }
    }
    return false;
  }
}
