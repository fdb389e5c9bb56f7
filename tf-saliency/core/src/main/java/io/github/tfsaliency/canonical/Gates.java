package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * Gates: sigmoids, and hard ones, whose values only scale other tensors, as in LSTM, GRU, GLU and
 * squeeze-and-excitation. They may be moved, repeated and turned (1 less the gate) on the way, and
 * scaled by numbers. The division of {@code relu6(u + 3) / 6} may stand behind the product with the
 * other tensor, or ahead of it.
 */
final class Gates {
  /** What multiplies by more than that is no gate that anybody builds. */
  private static final int MAX_TENSORS = 4096;

  private static final int MAX_STEPS = 16;

  /** Masks choose between tensors: that is no scaling. */
  private static final ImmutableSet<String> CHOOSING = ImmutableSet.of("Select", "SelectV2");

  private static final ImmutableSet<String> SUMS = ImmutableSet.of("Add", "AddV2");

  private final ModelTensors tensors;
  private final ConstantNumbers numbers;

  /** What a hard sigmoid still lacks is somewhere among the factors of its products. */
  private final Optional<ProductFactors> missing;

  private final double tolerance;
  private final Map<TensorRef, Scaled> reached = new LinkedHashMap<>();
  private final Deque<TensorRef> open = new ArrayDeque<>();
  private final Set<NodeDef> products = new HashSet<>();

  /**
   * A value {@code factor (gate + offset)}; with an offset of -1 it is the gate turned.
   *
   * @param factor NaN where it is not known
   */
  private record Scaled(double factor, double offset) {}

  private Gates(ModelTensors tensors, ConstantNumbers numbers, TensorRef sigmoid, double factor) {
    this.tensors = tensors;
    this.numbers = numbers;
    tolerance = tolerance(tensors.producer(sigmoid));
    missing =
        factor == 1
            ? Optional.empty()
            : Optional.of(new ProductFactors(tensors, numbers, tolerance));
  }

  /**
   * Where the values of a sigmoid are met again.
   *
   * @param sigmoid its output
   * @param factor how many times the sigmoid's values that is; if not once, all that it scales is
   *     divided by it
   * @return all tensors that are the gate, moved, turned or scaled; empty if it is no gate
   */
  static Optional<ImmutableSet<TensorRef>> of(
      ModelTensors tensors, ConstantNumbers numbers, TensorRef sigmoid, double factor) {
    Gates gates = new Gates(tensors, numbers, sigmoid, factor);
    return gates.follow(sigmoid, factor) && gates.scalesOthers()
        ? Optional.of(ImmutableSet.copyOf(gates.reached.keySet()))
        : Optional.empty();
  }

  /** The gates among the factors of products, for each activation that is one. */
  static ImmutableSet<TensorRef> factors(ModelTensors tensors, List<WholeActivation> activations) {
    ConstantNumbers numbers = new ConstantNumbers(tensors);
    ImmutableSet.Builder<TensorRef> factors = ImmutableSet.builder();
    activations.stream()
        .filter(WholeActivation::gate)
        .map(gate -> of(tensors, numbers, gate.output(), gate.factor()))
        .flatMap(Optional::stream)
        .forEach(factors::addAll);
    return factors.build();
  }

  /** As far as the numbers of a formula are rounded. */
  static double tolerance(NodeDef node) {
    return switch (NodeOutputs.type(node, 0)) {
      case DT_HALF -> 5e-3;
      case DT_BFLOAT16 -> 2e-2;
      default -> 5e-4;
    };
  }

  private boolean follow(TensorRef sigmoid, double factor) {
    reach(sigmoid, new Scaled(factor, 0));
    while (!open.isEmpty()) {
      TensorRef at = open.remove();
      Scaled value = reached.get(at);
      if (value == null || at.equals(tensors.output()) || reached.size() > MAX_TENSORS) {
        return false;
      }
      for (NodeDef reader : tensors.readers(at)) {
        if (!OpTable.is(reader.getOp(), OpTrait.SIZE) && !passes(reader, at, value)) {
          return false;
        }
      }
    }
    return !products.isEmpty();
  }

  private void reach(TensorRef tensor, Scaled value) {
    if (reached.putIfAbsent(tensor, value) == null) {
      open.add(tensor);
    }
  }

  /** Whether a reader scales something with the gate, or hands it on to one that does. */
  private boolean passes(NodeDef reader, TensorRef at, Scaled value) {
    String op = reader.getOp();
    if (op.equals("IdentityN")) {
      for (int i = 0; i < reader.getInputCount(); i++) {
        TensorRef output = new TensorRef(reader.getName(), i);
        if (NodeInput.tensor(reader, i).equals(at) && tensors.isRead(output)) {
          reach(output, value);
        }
      }
      return true;
    }
    if (OpTable.is(op, OpTrait.MOVER) && !CHOOSING.contains(op)) {
      for (int i = 0; i < NodeOutputs.count(reader); i++) {
        if (tensors.isRead(new TensorRef(reader.getName(), i))) {
          reach(new TensorRef(reader.getName(), i), value);
        }
      }
      return true;
    }
    if (ScalingEinsum.is(reader)) {
      return multiplies(reader, at, value);
    }
    return switch (op) {
      case "Mul", "MulNoNan" -> multiplies(reader, at, value);
      case "RealDiv", "Div" -> {
        TensorRef by = NodeInput.tensor(reader, 1);
        yield numbers.isConstant(by) && handOn(reader, times(value, 1 / number(by)));
      }
      case "Neg" -> handOn(reader, times(value, -1));
      case "Add", "AddV2", "Sub" -> turns(reader, at, value);
      default -> false;
    };
  }

  private boolean handOn(NodeDef node, Scaled value) {
    reach(new TensorRef(node.getName(), 0), value);
    return true;
  }

  private static Scaled times(Scaled value, double number) {
    return new Scaled(value.factor * number, value.offset);
  }

  private boolean multiplies(NodeDef product, TensorRef at, Scaled value) {
    int mine = NodeInput.tensor(product, 0).equals(at) ? 0 : 1;
    TensorRef other = NodeInput.tensor(product, 1 - mine);
    if (numbers.isConstant(other) && !isState(other) && !isMixed(product, other)) {
      return handOn(product, times(value, number(other)));
    }
    products.add(product);
    return isGateOrTurned(value)
        && missing.map(factors -> factors.divide(product, other, value.factor)).orElse(true);
  }

  /** Whether a constant stands for a tensor: what a recurrent layer begins with, or makes of it. */
  private boolean isState(TensorRef constant) {
    // Weights that are repeated for each sample are what a recurrent layer has learned to begin
    // with.
    if (number(constant) == 0
        || (numbers.number(constant).isEmpty() && !tensors.isStored(constant))) {
      return true;
    }
    TensorRef at = constant;
    for (int step = 0; step < MAX_STEPS; step++) {
      NodeDef node = tensors.producer(at);
      if (OpTable.is(node.getOp(), OpTrait.LINEAR)) {
        return true;
      }
      int from = node.getOp().equals("Split") ? 1 : 0;
      if (node.getInputCount() <= from || node.getOp().equals("VarHandleOp")) {
        return false;
      }
      at = NodeInput.tensor(node, from);
    }
    return false;
  }

  /** Whether a learned state, scaled by a gate, is added to a tensor that is scaled as well. */
  private boolean isMixed(NodeDef product, TensorRef weights) {
    NodeDef sum = tensors.onlyReader(new TensorRef(product.getName(), 0));
    if (numbers.number(weights).isPresent() || sum == null || !SUMS.contains(sum.getOp())) {
      return false;
    }
    int mine = NodeInput.tensor(sum, 0).node().equals(product.getName()) ? 0 : 1;
    NodeDef other = tensors.producer(NodeInput.tensor(sum, 1 - mine));
    return other.getOp().equals("Mul") && tensors.varyingInputs(other).size() == 2;
  }

  private boolean isGateOrTurned(Scaled value) {
    return Math.abs(value.offset) < tolerance || Math.abs(value.offset + 1) < tolerance;
  }

  private double number(TensorRef constant) {
    return numbers.number(constant).orElse(Double.NaN);
  }

  /** A number less the gate, or the gate less a number: 1 less the gate, once scaled alike. */
  private boolean turns(NodeDef sum, TensorRef at, Scaled value) {
    ImmutableList<TensorRef> operands =
        ImmutableList.of(NodeInput.tensor(sum, 0), NodeInput.tensor(sum, 1));
    int mine = operands.get(0).equals(at) ? 0 : 1;
    if (!numbers.isConstant(operands.get(1 - mine))) {
      return false;
    }
    boolean less = sum.getOp().equals("Sub");
    double number = number(operands.get(1 - mine));
    double added = less && mine == 0 ? -number : number;
    double factor = less && mine == 1 ? -value.factor : value.factor;
    Scaled turned = new Scaled(factor, value.offset + added / factor);
    return isGateOrTurned(turned) && handOn(sum, turned);
  }

  /** A gate that is multiplied with itself alone scales nothing else. */
  private boolean scalesOthers() {
    return products.stream()
        .allMatch(
            product ->
                !reached.containsKey(NodeInput.tensor(product, 0))
                    || !reached.containsKey(NodeInput.tensor(product, 1)));
  }
}
