package io.github.tfsaliency.graph.savedmodel;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Placeholders;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * A model that takes one sample at a time and has no batch axis, such as one of a recording of any
 * length: it gets an axis of size one, so that a sample is a sample everywhere.
 */
final class OneSample {
  /** Lengths of a signal of which at least one pair is long enough for its windows. */
  private static final long[][] LENGTHS = {{7, 11}, {517, 911}, {20_011, 40_009}};

  private final InferenceGraph model;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<TensorRef, TensorRef> read = new LinkedHashMap<>();

  private OneSample(InferenceGraph model) {
    this.model = model;
  }

  /**
   * The model with a batch axis.
   *
   * @param declared what the signature says of the output's shape
   * @return the model itself if it has one, or if nothing is known of that
   */
  static InferenceGraph of(InferenceGraph model, Shape declared) {
    return hasNoBatch(model, declared) ? new OneSample(model).wrapped() : model;
  }

  private static boolean hasNoBatch(InferenceGraph model, Shape declared) {
    ImmutableList<Shape> inputs =
        model.inputs().stream().map(ModelInput::shape).collect(toImmutableList());
    if (inputs.stream().anyMatch(Shape::isUnknown)) {
      return false;
    }
    boolean flat = inputs.stream().allMatch(shape -> shape.numDimensions() <= 1);
    boolean usual =
        !declared.isUnknown()
            && declared.numDimensions() > 0
            && declared.get(0) == Shape.UNKNOWN_SIZE;
    if (usual && !flat) {
      return false;
    }
    if (inputs.stream().allMatch(shape -> shape.numDimensions() == 0)) {
      return true;
    }
    Shape output = shape(model, model.nodes());
    if (output.isUnknown()) {
      return false;
    }
    if (output.numDimensions() == 0) {
      return true;
    }
    boolean free =
        inputs.stream()
            .allMatch(shape -> shape.numDimensions() == 0 || shape.get(0) == Shape.UNKNOWN_SIZE);
    if (output.get(0) == Shape.UNKNOWN_SIZE) {
      return free && flat && growsOtherwise(model);
    }
    if (free) {
      // One row may also be that of a model which takes a batch of one alone.
      return output.get(0) > 1 || growsOtherwise(model);
    }
    return inputs.stream()
        .allMatch(shape -> shape.numDimensions() == 0 || shape.get(0) != output.get(0));
  }

  /** Whether the number of rows is known and another one than that of the values. */
  private static boolean growsOtherwise(InferenceGraph model) {
    for (long[] pair : LENGTHS) {
      boolean known = true;
      boolean same = true;
      for (long length : pair) {
        Shape output = ofLength(model, length);
        known &= !output.isUnknown() && output.get(0) != Shape.UNKNOWN_SIZE;
        same &= known && output.get(0) == length;
      }
      if (known) {
        return !same;
      }
    }
    return false;
  }

  private static Shape ofLength(InferenceGraph model, long length) {
    Map<String, NodeDef> nodes = new LinkedHashMap<>(model.nodes());
    for (ModelInput input : model.inputs()) {
      if (input.shape().numDimensions() > 0) {
        long[] sizes = input.shape().asArray();
        sizes[0] = length;
        nodes.put(
            input.tensor().node(),
            Placeholders.of(input.tensor().node(), input.type(), Shape.of(sizes)));
      }
    }
    return shape(model, ImmutableMap.copyOf(nodes));
  }

  private static Shape shape(InferenceGraph model, ImmutableMap<String, NodeDef> nodes) {
    try (StaticShapes shapes = StaticShapes.of(nodes.values(), model.directory())) {
      return shapes.of(model.output());
    } catch (UnsupportedModelException e) {
      return Shape.unknown();
    }
  }

  /** Whether the output has an axis of one sample already. */
  private static boolean isOneRow(InferenceGraph model) {
    Shape output = shape(model, model.nodes());
    return !output.isUnknown() && output.numDimensions() > 1 && output.get(0) == 1;
  }

  private InferenceGraph wrapped() {
    String axis = unique("batch_axis");
    nodes.put(axis, axis(axis));
    ImmutableList.Builder<ModelInput> inputs = ImmutableList.builder();
    for (ModelInput input : model.inputs()) {
      String name = input.tensor().node();
      ModelInput batched =
          new ModelInput(
              input.name(), input.tensor(), input.type(), Shape.of(1).append(input.shape()));
      nodes.put(name, Placeholders.of(name, input.type(), batched.shape()));
      squeeze(input.tensor(), input.tensor(), input.type());
      inputs.add(batched);
    }
    ImmutableMap.Builder<String, TensorRef> attributed = ImmutableMap.builder();
    model
        .attributed()
        .forEach(
            (name, tensor) ->
                attributed.put(name, read.containsKey(tensor) ? tensor : inside(tensor, axis)));
    for (NodeDef node : model.nodes().values()) {
      NodeDef.Builder reader = node.toBuilder().clearInput();
      for (String input : node.getInputList()) {
        TensorRef tensor = TensorRef.parse(input);
        reader.addInput(read.getOrDefault(tensor, tensor).toString());
      }
      nodes.putIfAbsent(node.getName(), reader.build());
    }
    TensorRef end = read.getOrDefault(model.output(), model.output());
    TensorRef output =
        isOneRow(model)
            ? end
            : expand(end, unique(end.node() + "/batched"), type(model.output()), axis);
    return model.withBatchAxis(
        inputs.build(), attributed.buildOrThrow(), output, ImmutableMap.copyOf(nodes));
  }

  /** A tensor inside that gets a map has a batch axis too, for a moment. */
  private TensorRef inside(TensorRef tensor, String axis) {
    String name = unique(tensor.node() + "/batched");
    TensorRef batched = expand(tensor, name, type(tensor), axis);
    squeeze(tensor, batched, type(tensor));
    return batched;
  }

  private DataType type(TensorRef tensor) {
    return NodeOutputs.type(requireNonNull(model.nodes().get(tensor.node())), tensor.index());
  }

  private TensorRef expand(TensorRef tensor, String name, DataType type, String axis) {
    nodes.put(
        name,
        NodeDef.newBuilder()
            .setName(name)
            .setOp("ExpandDims")
            .addInput(tensor.toString())
            .addInput(axis)
            .putAttr("T", attribute(type))
            .putAttr("Tdim", attribute(DataType.DT_INT32))
            .build());
    return new TensorRef(name, 0);
  }

  private void squeeze(TensorRef original, TensorRef batched, DataType type) {
    String name = unique(original.node() + "/sample");
    nodes.put(
        name,
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Squeeze")
            .addInput(batched.toString())
            .putAttr("T", attribute(type))
            .putAttr(
                "squeeze_dims",
                AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addI(0)).build())
            .build());
    read.put(original, new TensorRef(name, 0));
  }

  private static NodeDef axis(String name) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", attribute(DataType.DT_INT32))
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(TensorProto.newBuilder().setDtype(DataType.DT_INT32).addIntVal(0))
                .build())
        .build();
  }

  private static AttrValue attribute(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private String unique(String wanted) {
    String name = wanted;
    while (model.nodes().containsKey(name) || nodes.containsKey(name)) {
      name += "_";
    }
    return name;
  }
}
