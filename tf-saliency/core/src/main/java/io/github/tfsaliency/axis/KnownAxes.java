package io.github.tfsaliency.axis;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.ConstantInts;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** The known dimensions of a model's tensors so far, for the rules of later nodes. */
final class KnownAxes {
  private final InferenceGraph model;
  private final StaticShapes shapes;
  private final Map<TensorRef, ImmutableList<Axis>> axes = new HashMap<>();

  /** For each tensor, the last of the places that its values come from, by what was taken apart. */
  private final Map<TensorRef, ImmutableMap<Factor, Integer>> latest = new HashMap<>();

  KnownAxes(InferenceGraph model, StaticShapes shapes) {
    this.model = model;
    this.shapes = shapes;
  }

  /** What does not have the number of dimensions or the sizes that TensorFlow infers is unknown. */
  void put(TensorRef tensor, List<Axis> found, Shape shape) {
    List<Axis> checked = new ArrayList<>();
    for (int i = 0; i < shape.numDimensions(); i++) {
      Axis axis = i < found.size() && found.size() == shape.numDimensions() ? found.get(i) : null;
      checked.add(axis == null ? Axis.other(shape.get(i)) : axis.resized(shape.get(i)));
    }
    axes.put(tensor, ImmutableList.copyOf(checked));
  }

  void putLatest(TensorRef tensor, ImmutableMap<Factor, Integer> places) {
    latest.put(tensor, places);
  }

  Shape shape(TensorRef tensor) {
    return shapes.of(tensor);
  }

  /** The dimensions of a tensor; none if their number is not known. */
  ImmutableList<Axis> of(TensorRef tensor) {
    ImmutableList<Axis> known = axes.get(tensor);
    if (known != null) {
      return known;
    }
    Shape shape = shape(tensor);
    return shape.isUnknown()
        ? ImmutableList.of()
        : IntStream.range(0, shape.numDimensions())
            .mapToObj(i -> Axis.other(shape.get(i)))
            .collect(ImmutableList.toImmutableList());
  }

  ImmutableMap<Factor, Integer> latestOf(TensorRef tensor) {
    return latest.getOrDefault(tensor, ImmutableMap.of());
  }

  /** The later one for each of what the inputs of a node come from. */
  ImmutableMap<Factor, Integer> latestOfInputs(NodeDef node) {
    Map<Factor, Integer> merged = new LinkedHashMap<>();
    for (String input : node.getInputList()) {
      latestOf(TensorRef.parse(input)).forEach((key, value) -> merged.merge(key, value, Math::max));
    }
    return ImmutableMap.copyOf(merged);
  }

  Optional<int[]> integers(NodeDef node, int input) {
    return input < node.getInputCount()
        ? ConstantInts.of(TensorRef.parse(node.getInput(input)), model.nodes())
        : Optional.empty();
  }
}
