package io.github.tfsaliency.axis;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.axis.Factor.Kind;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** The dimensions of all tensors of a model, each followed from the inputs. */
public final class TensorAxes {
  private final InferenceGraph model;
  private final StaticShapes shapes;
  private final ImmutableSet<String> weights;
  private final KnownAxes known;

  private TensorAxes(InferenceGraph model, StaticShapes shapes) {
    this.model = model;
    this.shapes = shapes;
    weights = model.weightNodes();
    known = new KnownAxes(model, shapes);
  }

  /**
   * Follows the dimensions of all inputs through the graph, on demand.
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
    AxisRules rules = new AxisRules(all.known);
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
      known.put(tensor, found, shape);
      known.putLatest(tensor, rules.latest(node, i));
    }
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
    return known.of(tensor);
  }
}
