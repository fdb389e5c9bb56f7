package io.github.tfsaliency.engine;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.engine.build.PlacedGradient;
import io.github.tfsaliency.engine.build.Traced;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Finds the node at which values, or gradients, stop being finite. Computes everything again, and
 * keeps it: only where a result is not finite.
 *
 * @param session where the model runs
 * @param placed the gradient whose result is not finite
 */
record NonFiniteCause(InferenceSession session, PlacedGradient placed) {
  private static final ImmutableSet<DataType> HALVES =
      ImmutableSet.of(DataType.DT_HALF, DataType.DT_BFLOAT16);

  /** The exception that names the node; empty if none is found. */
  Optional<NonFiniteValueException> of(GradientCall call) {
    for (int sample = 0; sample < call.batch().sampleCount(); sample++) {
      Optional<String> message = of(call.slice(sample, sample + 1), sample);
      if (message.isPresent()) {
        return message.map(NonFiniteValueException::new);
      }
    }
    return Optional.empty();
  }

  private Optional<String> of(GradientCall call, int sample) {
    ImmutableMap<TensorRef, FloatNdArray> values = values(call.batch());
    TensorRef output = model().output();
    FloatNdArray score = values.get(output);
    return score != null && !isFinite(score)
        ? Optional.of(forward(values, output, sample))
        : backward(values, call, sample);
  }

  private InferenceGraph model() {
    return placed.model().graph();
  }

  /** The inputs, and the first outputs of all nodes that depend on them. */
  private ImmutableMap<TensorRef, FloatNdArray> values(Batch batch) {
    Map<TensorRef, FloatNdArray> values = new HashMap<>();
    for (ModelInput input : model().inputs()) {
      values.put(input.tensor(), requireNonNull(batch.inputs().get(input.name())));
    }
    ImmutableSet<String> weights = model().weightNodes();
    ImmutableList<TensorRef> computed =
        model().nodes().values().stream()
            .filter(node -> !weights.contains(node.getName()) && NodeOutputs.count(node) > 0)
            .filter(node -> NodeOutputs.isFloating(NodeOutputs.type(node, 0)))
            .map(node -> new TensorRef(node.getName(), 0))
            .filter(tensor -> !values.containsKey(tensor))
            .collect(ImmutableList.toImmutableList());
    values.putAll(session.forwardGraph(placed.model()).values(computed, batch));
    return ImmutableMap.copyOf(values);
  }

  /** From what is not finite to what it was computed from, as long as that is not finite. */
  private String forward(
      ImmutableMap<TensorRef, FloatNdArray> values, TensorRef output, int sample) {
    TensorRef at = output;
    Set<TensorRef> seen = new HashSet<>();
    Optional<TensorRef> before = Optional.of(output);
    while (before.isPresent() && seen.add(before.get())) {
      at = before.get();
      NodeDef node = node(at.node());
      before =
          input(values, node, NonFiniteCause::hasNaN)
              .or(() -> input(values, node, array -> !isFinite(array)));
    }
    NodeDef node = node(at.node());
    return Message.of(
        "The score of sample %s is %s, although the weights and the input are finite: the node '%s'"
            + " (op '%s') gives %s and%s.\n"
            + "Maybe %s, or choose an output before that node.",
        sample,
        Message.part(worst(requireNonNull(values.get(output)))),
        node.getName(),
        node.getOp(),
        Message.part(worst(requireNonNull(values.get(at)))),
        Message.part(reading(values, node)),
        Message.part(
            advice(
                node,
                "the input is outside the range for which its op is defined, or the result is"
                    + " larger than numbers of its type")));
  }

  private static Optional<TensorRef> input(
      ImmutableMap<TensorRef, FloatNdArray> values, NodeDef node, Predicate<FloatNdArray> wanted) {
    return node.getInputList().stream()
        .map(TensorRef::parse)
        .filter(
            tensor -> {
              FloatNdArray array = values.get(tensor);
              return array != null && wanted.test(array);
            })
        .findFirst();
  }

  /** The last node at whose output what arrives is finite, while at what it reads it is not. */
  private Optional<String> backward(
      ImmutableMap<TensorRef, FloatNdArray> values, GradientCall call, int sample) {
    ImmutableMap<String, FloatNdArray> arrived =
        session.tracedGraph(placed, Traced.NODES).run(call).layers();
    for (NodeDef node : model().nodes().values().asList().reverse()) {
      FloatNdArray here = arrived.get(node.getName());
      if (here == null || !isFinite(here)) {
        continue;
      }
      for (String input : node.getInputList()) {
        FloatNdArray ahead = arrived.get(TensorRef.parse(input).node());
        if (ahead != null && !isFinite(ahead)) {
          return Optional.of(
              Message.of(
                  "The map of sample %s is not finite, although the score, the weights and the"
                      + " input are: the gradient that reaches the node '%s' (op '%s') is finite,"
                      + " and %s behind it; the node%s.\n"
                      + "Maybe %s, or choose an input after that node.",
                  sample,
                  node.getName(),
                  node.getOp(),
                  Message.part(worst(ahead)),
                  Message.part(reading(values, node)),
                  Message.part(advice(node, "its op has no derivative at some of these values"))));
        }
      }
    }
    return Optional.empty();
  }

  private NodeDef node(String name) {
    return requireNonNull(model().nodes().get(name), name);
  }

  private static String advice(NodeDef node, String otherwise) {
    return HALVES.contains(NodeOutputs.type(node, 0))
        ? "half precision, in which it computes, cannot hold the values"
        : otherwise;
  }

  /** What the node was given. */
  private static String reading(ImmutableMap<TensorRef, FloatNdArray> values, NodeDef node) {
    for (String input : node.getInputList()) {
      FloatNdArray array = values.get(TensorRef.parse(input));
      if (array != null && array.size() > 0) {
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : floats(array)) {
          least = Math.min(least, value);
          largest = Math.max(largest, value);
        }
        return Message.of(" reads values from %.4g to %.4g", least, largest);
      }
    }
    return " reads no values";
  }

  private static String worst(@Nullable FloatNdArray array) {
    String worst = "finite";
    for (float value : floats(requireNonNull(array))) {
      if (Float.isNaN(value)) {
        return "NaN";
      }
      worst = Float.isInfinite(value) ? Float.toString(value) : worst;
    }
    return worst;
  }

  private static boolean hasNaN(FloatNdArray array) {
    return worst(array).equals("NaN");
  }

  private static boolean isFinite(FloatNdArray array) {
    return worst(array).equals("finite");
  }

  private static float[] floats(FloatNdArray array) {
    float[] floats = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(floats, false, false));
    return floats;
  }
}
