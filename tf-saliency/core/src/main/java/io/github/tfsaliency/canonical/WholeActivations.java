package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import io.github.tfsaliency.activation.KnownActivation;
import io.github.tfsaliency.activation.KnownActivations;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * Finds the activations of a model, whole: at each tensor the largest formula of pointwise ops
 * whose values are those of a known function. What lies within one is none of its own.
 */
final class WholeActivations {
  /** Ways back from a tensor that are longer lead out of any activation. */
  private static final int MAX_STEPS = 24;

  /** Trained weights take so many values one after the other. */
  private static final int PROBES = 3;

  /** An exponential that these read is a part of a softmax or of another formula. */
  private static final ImmutableSet<String> NORMALIZING =
      ImmutableSet.of(
          "Add",
          "AddV2",
          "Div",
          "DivNoNan",
          "Inv",
          "Log",
          "Log1p",
          "Max",
          "Mean",
          "RealDiv",
          "Reciprocal",
          "Sub",
          "Sum");

  private final ModelTensors tensors;
  private final ConstantNumbers numbers;

  /** For a tensor, the nearest that it is a function of, by pointwise ops alone. */
  private final Map<TensorRef, TensorRef> parents = new HashMap<>();

  /** What each tensor is, as a function of which. */
  private final Map<TensorRef, Map<TensorRef, KnownActivation>> matches = new HashMap<>();

  private final Map<TensorRef, Found> largest = new HashMap<>();

  private record Found(KnownActivation function, TensorRef source, PointwiseFormula formula) {}

  private WholeActivations(ModelTensors tensors) {
    this.tensors = tensors;
    numbers = new ConstantNumbers(tensors);
  }

  /** All of a model, in execution order. */
  static ImmutableList<WholeActivation> of(ModelTensors tensors) {
    WholeActivations activations = new WholeActivations(tensors);
    for (NodeDef node : tensors.nodes()) {
      if (!tensors.isStored(new TensorRef(node.getName(), 0))) {
        activations.visit(node);
      }
    }
    return activations.chosen();
  }

  private void visit(NodeDef node) {
    if (node.getOp().equals("IdentityN")) {
      for (int i = 0; i < node.getInputCount(); i++) {
        parents.put(new TensorRef(node.getName(), i), NodeInput.tensor(node, i));
      }
      return;
    }
    TensorRef end = new TensorRef(node.getName(), 0);
    if (!PointwiseValues.knows(node) || numbers.isConstant(end) || tensors.isAttributed(end)) {
      return;
    }
    TensorRef parent = parent(node);
    if (parent != null) {
      parents.put(end, parent);
      if (NodeOutputs.isFloating(NodeOutputs.type(node, 0)) && tensors.carries(end)) {
        find(node, end);
      }
    }
  }

  private @Nullable TensorRef parent(NodeDef node) {
    List<TensorRef> common = null;
    for (int i : PointwiseValues.operands(node)) {
      TensorRef input = NodeInput.tensor(node, i);
      if (numbers.isConstant(input)) {
        continue;
      }
      List<TensorRef> chain = chain(input);
      if (common == null) {
        common = chain;
      } else {
        common.retainAll(new LinkedHashSet<>(chain));
      }
    }
    return common == null || common.isEmpty() ? null : common.get(0);
  }

  /** A tensor and what it is a function of, the nearest first. */
  private List<TensorRef> chain(TensorRef tensor) {
    List<TensorRef> chain = new ArrayList<>();
    for (TensorRef at = tensor; at != null && chain.size() < MAX_STEPS; at = parents.get(at)) {
      chain.add(at);
    }
    return chain;
  }

  private void find(NodeDef node, TensorRef end) {
    List<TensorRef> chain = chain(end);
    for (int far = chain.size() - 1; far > 0; far--) {
      Optional<Found> found = match(node, end, chain.get(far));
      if (found.isEmpty() || repeats(node, found.get().function, chain.subList(1, far + 1))) {
        continue;
      }
      Found smallest = found.get();
      for (int near = far - 1; near > 0; near--) {
        Optional<Found> same =
            match(node, end, chain.get(near))
                .filter(each -> each.function.isSameAs(found.get().function));
        smallest = same.orElse(smallest);
      }
      largest.put(end, smallest);
      return;
    }
  }

  private Optional<Found> match(NodeDef node, TensorRef end, TensorRef source) {
    if (!tensors.haveSameShape(source, node) || !tensors.carries(source)) {
      return Optional.empty();
    }
    Optional<PointwiseFormula> formula = PointwiseFormula.of(tensors, numbers, source, end);
    if (formula.isEmpty() || !formula.get().isClosed(end)) {
      return Optional.empty();
    }
    Optional<KnownActivation> function = function(formula.get(), Gates.tolerance(node), 1);
    function.ifPresent(
        known -> matches.computeIfAbsent(end, any -> new HashMap<>()).put(source, known));
    return function.map(known -> new Found(known, source, formula.get()));
  }

  /** What a formula's values are, divided by a number. */
  private static Optional<KnownActivation> function(
      PointwiseFormula formula, double tolerance, double factor) {
    Optional<KnownActivation> first = Optional.empty();
    for (int probe = 0; probe < PROBES; probe++) {
      Optional<KnownActivation> known =
          KnownActivations.find(formula.values(probe, factor), tolerance, formula.constants());
      boolean same =
          known.isPresent()
              && (probe == 0 || known.get().name().equals(first.orElseThrow().name()));
      if (!same) {
        return Optional.empty();
      }
      first = probe == 0 ? known : first;
    }
    return first;
  }

  /**
   * Whether an activation within is the same function, or is another one that an activation's own
   * op follows: ReLU behind ReLU is two, and a number behind one is no part of it.
   */
  private boolean repeats(NodeDef node, KnownActivation function, List<TensorRef> within) {
    Set<TensorRef> inside = new HashSet<>(within);
    for (TensorRef inner : within.subList(0, within.size() - 1)) {
      for (Map.Entry<TensorRef, KnownActivation> match :
          matches.getOrDefault(inner, Map.of()).entrySet()) {
        if (inside.contains(match.getKey())
            && (OpTable.is(node.getOp(), OpTrait.ACTIVATION)
                || match.getValue().name().equals(function.name()))) {
          return true;
        }
      }
    }
    return false;
  }

  private ImmutableList<WholeActivation> chosen() {
    Set<String> within = new HashSet<>();
    List<WholeActivation> chosen = new ArrayList<>();
    for (NodeDef node : Lists.reverse(tensors.nodes())) {
      TensorRef end = new TensorRef(node.getName(), 0);
      Found found = largest.get(end);
      if (found == null || within.contains(node.getName()) || isPart(node, found.function)) {
        continue;
      }
      WholeActivation activation =
          dividedGate(node, found, end).orElseGet(() -> activation(node, found, end, 1));
      within.addAll(activation.region());
      chosen.add(activation);
    }
    return ImmutableList.copyOf(Lists.reverse(chosen));
  }

  private WholeActivation activation(NodeDef node, Found found, TensorRef end, double factor) {
    boolean gate =
        found.function.sigmoidal() && Gates.of(tensors, numbers, end, factor).isPresent();
    return new WholeActivation(
        found.function.name(), node, found.source, end, found.formula.region(), gate, factor);
  }

  /** The {@code relu6(u + 3)} of a gate, if what it scales is divided by 6 elsewhere. */
  private Optional<WholeActivation> dividedGate(NodeDef node, Found found, TensorRef end) {
    OptionalDouble bound = found.function.bound();
    if (bound.isEmpty() || Gates.of(tensors, numbers, end, bound.getAsDouble()).isEmpty()) {
      return Optional.empty();
    }
    double factor = bound.getAsDouble();
    return Lists.reverse(chain(end)).stream()
        .filter(source -> !source.equals(end) && tensors.haveSameShape(source, node))
        .filter(tensors::carries)
        .flatMap(source -> divided(node, source, end, factor).stream())
        .map(hard -> activation(node, hard, end, factor))
        .findFirst();
  }

  private Optional<Found> divided(NodeDef node, TensorRef source, TensorRef end, double factor) {
    return PointwiseFormula.of(tensors, numbers, source, end)
        .filter(formula -> formula.isClosed(end))
        .flatMap(
            formula ->
                function(formula, Gates.tolerance(node), factor)
                    .filter(KnownActivation::sigmoidal)
                    .map(hard -> new Found(hard, source, formula)));
  }

  /** Whether an exponential belongs to a formula that is no activation. */
  private boolean isPart(NodeDef node, KnownActivation function) {
    return function.name().equals("exponential")
        && tensors.readers(new TensorRef(node.getName(), 0)).stream()
            .anyMatch(reader -> NORMALIZING.contains(reader.getOp()));
  }
}
