package io.github.tfsaliency.axis;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.axis.Factor.Kind;
import io.github.tfsaliency.graph.ConstantInts;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** The dimensions of all tensors of a model, each followed from the inputs. */
public final class TensorAxes {
  private final InferenceGraph model;
  private final StaticShapes shapes;
  private final ImmutableSet<String> weights;
  private final Map<TensorRef, ImmutableList<Axis>> axes = new HashMap<>();

  /** For each tensor, the last of the places that its values come from, by what was taken apart. */
  private final Map<TensorRef, ImmutableMap<Factor, Integer>> latest = new HashMap<>();

  private TensorAxes(InferenceGraph model, StaticShapes shapes) {
    this.model = model;
    this.shapes = shapes;
    weights = model.weightNodes();
  }

  /**
   * Follows the dimensions of all inputs through the graph, for whoever asks.
   *
   * @param model the model
   * @param reader sees them while it is called, and no longer
   * @return what it reads off them
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent, or it is damaged
   */
  public static <R> R read(InferenceGraph model, Function<TensorAxes, R> reader) {
    try (StaticShapes shapes = StaticShapes.ofUnusualBatch(model)) {
      return reader.apply(of(model, shapes));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new UnsupportedModelException(
          Message.of("The SavedModel '%s' is malformed: %s", model.directory(), Message.reason(e)),
          e);
    }
  }

  /**
   * Follows the dimensions.
   *
   * @param shapes of the model for some number of samples
   */
  static TensorAxes of(InferenceGraph model, StaticShapes shapes) {
    TensorAxes all = new TensorAxes(model, shapes);
    AxisRules rules = new AxisRules(all);
    for (NodeDef node : model.nodes().values()) {
      all.follow(node, rules);
    }
    return all;
  }

  private void follow(NodeDef node, AxisRules rules) {
    if (weights.contains(node.getName())) {
      return;
    }
    Operation operation = shapes.operation(node);
    for (int i = 0; i < operation.numOutputs(); i++) {
      TensorRef tensor = new TensorRef(node.getName(), i);
      Shape shape = operation.output(i).shape();
      if (shape.isUnknown()) {
        continue;
      }
      Optional<String> input = attributedAs(tensor);
      List<Axis> found =
          input.isPresent()
              ? ofInput(input.get(), shape)
              : isFed(node) ? ofInput("", shape) : rules.axes(node, i, shape);
      put(tensor, found, shape);
      latest.put(tensor, rules.latest(node, i));
    }
  }

  /** What does not have the number of dimensions or the sizes that TensorFlow infers is unknown. */
  private void put(TensorRef tensor, List<Axis> found, Shape shape) {
    List<Axis> checked = new ArrayList<>();
    for (int i = 0; i < shape.numDimensions(); i++) {
      Axis axis = i < found.size() && found.size() == shape.numDimensions() ? found.get(i) : null;
      checked.add(axis == null ? Axis.other(shape.get(i)) : axis.resized(shape.get(i)));
    }
    axes.put(tensor, ImmutableList.copyOf(checked));
  }

  private Optional<String> attributedAs(TensorRef tensor) {
    return model.attributed().entrySet().stream()
        .filter(entry -> entry.getValue().equals(tensor))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private boolean isFed(NodeDef node) {
    return model.inputs().stream().anyMatch(fed -> fed.tensor().node().equals(node.getName()));
  }

  /** The places of what gets no map are nobody's. */
  private static List<Axis> ofInput(String input, Shape shape) {
    List<Axis> own = new ArrayList<>();
    for (int i = 0; i < shape.numDimensions(); i++) {
      own.add(
          i == 0
              ? Axis.of(Factor.of(Kind.BATCH, shape.get(0)))
              : input.isEmpty()
                  ? Axis.other(shape.get(i))
                  : Axis.of(Factor.place(input, i, shape.get(i))));
    }
    return own;
  }

  public InferenceGraph model() {
    return model;
  }

  public boolean isWeight(TensorRef tensor) {
    return weights.contains(tensor.node());
  }

  public NodeDef producer(TensorRef tensor) {
    return requireNonNull(model.nodes().get(tensor.node()), tensor.node());
  }

  public Shape shape(TensorRef tensor) {
    return shapes.of(tensor);
  }

  /** The dimensions of a tensor; none if their number is not known. */
  public ImmutableList<Axis> of(TensorRef tensor) {
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
