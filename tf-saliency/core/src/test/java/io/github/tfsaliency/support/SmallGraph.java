package io.github.tfsaliency.support;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** A graph that is written node by node, with weights of noise; its last node is the output. */
public final class SmallGraph {
  private final Random random = new Random(1);
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<String, double[]> weights = new HashMap<>();
  private final List<ModelInput> inputs = new ArrayList<>();
  private String last = "";

  /** A placeholder for any number of samples of the given size. */
  @CanIgnoreReturnValue
  public String input(String name, int... sample) {
    long[] sizes = new long[sample.length + 1];
    sizes[0] = -1;
    for (int i = 0; i < sample.length; i++) {
      sizes[i + 1] = sample[i];
    }
    inputs.add(new ModelInput(name, new TensorRef(name, 0), DataType.DT_FLOAT, Shape.of(sizes)));
    return add(Graphs.node(name, "Placeholder").toBuilder().putAttr("shape", Graphs.shape(sizes)));
  }

  /** Weights between -1 and 1; some are exactly zero, as those of pruned networks are. */
  public String weights(int... shape) {
    double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 == 3 ? 0 : 2 * random.nextFloat() - 1;
    }
    return constant(values, shape);
  }

  /** Values between 0.5 and 1.5. */
  public String positive(int size) {
    return constant(random.doubles(size, 0.5, 1.5).toArray(), size);
  }

  public String constant(double[] values, int... shape) {
    float[] floats = new float[values.length];
    double[] rounded = new double[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
      rounded[i] = floats[i];
    }
    String name = "weights_" + nodes.size();
    weights.put(name, rounded);
    Shape sizes = Shape.of(Arrays.stream(shape).asLongStream().toArray());
    return add(Graphs.floats(name, sizes, floats).toBuilder());
  }

  /** What the graph's constant holds. */
  public double[] values(String name) {
    return requireNonNull(weights.get(name), name);
  }

  public String integer(int value) {
    return add(Graphs.integers("integers_" + nodes.size(), Shape.scalar(), value).toBuilder());
  }

  public String integers(int... values) {
    return add(
        Graphs.integers("integers_" + nodes.size(), Shape.of(values.length), values).toBuilder());
  }

  /** Rows of two. */
  public String pairs(int[] first, int[] second) {
    int[] values = new int[2 * first.length];
    for (int i = 0; i < first.length; i++) {
      values[2 * i] = first[i];
      values[2 * i + 1] = second[i];
    }
    return add(
        Graphs.integers("integers_" + nodes.size(), Shape.of(first.length, 2), values).toBuilder());
  }

  @CanIgnoreReturnValue
  public String node(String op, String... operands) {
    return add(builder(op, operands));
  }

  /** A node that still lacks attributes. */
  public NodeDef.Builder builder(String op, String... operands) {
    return Graphs.node(op + "_" + nodes.size(), op, operands).toBuilder();
  }

  /** A mean over some dimensions, kept with size 1 or dropped. */
  @CanIgnoreReturnValue
  public String mean(String operand, boolean kept, int... dimensions) {
    String axes = integers(dimensions);
    return add(builder("Mean", operand, axes).putAttr("keep_dims", truth(kept)));
  }

  @CanIgnoreReturnValue
  public String add(NodeDef.Builder node) {
    last = node.getName();
    nodes.put(last, node.build());
    return last;
  }

  public static AttrValue truth(boolean value) {
    return AttrValue.newBuilder().setB(value).build();
  }

  /** Writes the graph as a SavedModel, which has no variables. */
  public void save(Path folder) throws IOException {
    SignatureDef.Builder signature = SignatureDef.newBuilder();
    inputs.forEach(
        input ->
            signature.putInputs(
                input.name(), TensorInfo.newBuilder().setName(input.name() + ":0").build()));
    signature.putOutputs("y", TensorInfo.newBuilder().setName(last + ":0").build());
    MetaGraphDef.Builder graph =
        MetaGraphDef.newBuilder()
            .setGraphDef(GraphDef.newBuilder().addAllNode(nodes.values()))
            .putSignatureDef("serving_default", signature.build());
    graph.getMetaInfoDefBuilder().addTags("serve");
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(graph).build().toByteArray());
  }

  public InferenceGraph build() {
    ImmutableMap.Builder<String, TensorRef> attributed = ImmutableMap.builder();
    inputs.forEach(input -> attributed.put(input.name(), input.tensor()));
    return new InferenceGraph(
            ModelFolder.of(Path.of("small")),
            "serving_default",
            ImmutableList.copyOf(inputs),
            attributed.buildOrThrow(),
            new TensorRef(last, 0),
            last,
            ImmutableMap.copyOf(nodes),
            ImmutableMap.of(),
            ImmutableMap.of())
        .withNodes(nodes);
  }
}
