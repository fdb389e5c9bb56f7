package io.github.tfsaliency.canonical;

import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a FusedBatchNorm that takes mean and variance from what it reads as the ops that it stands
 * for, so that it is found as any normalization. Keras 2 writes its LayerNormalization so.
 */
public final class SampleNorm {
  private final Readers readers;
  private final Map<String, NodeDef> nodes;

  private SampleNorm(InferenceGraph graph) {
    readers = Readers.of(graph);
    nodes = new HashMap<>(graph.nodes());
  }

  /**
   * Writes out each of whose outputs the values alone are read.
   *
   * @param graph the model
   * @return the same function; the node that gives the values keeps its name
   */
  public static InferenceGraph write(InferenceGraph graph) {
    if (graph.nodes().values().stream().noneMatch(SampleNorm::isOfSamples)) {
      return graph;
    }
    SampleNorm writing = new SampleNorm(graph);
    graph.nodes().values().stream()
        .filter(node -> isOfSamples(node) && writing.isReadForItsValues(node))
        .forEach(writing::write);
    return graph.withNodes(writing.nodes);
  }

  private static boolean isOfSamples(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.BATCH_NORM)
        && NodeOutputs.attribute(node, "is_training").getB();
  }

  private boolean isReadForItsValues(NodeDef norm) {
    return IntStream.range(1, NodeOutputs.count(norm))
        .noneMatch(i -> readers.isRead(new TensorRef(norm.getName(), i)));
  }

  private void write(NodeDef norm) {
    DataType read = NodeOutputs.type(norm, 0);
    boolean half = !Expressions.supports(read);
    String format = NodeOutputs.attribute(norm, "data_format").getS().toStringUtf8();
    boolean first = format.startsWith("NC");
    int rank = format.length();
    Expressions written =
        new Expressions(norm.getName() + "/written", half ? DataType.DT_FLOAT : read);
    String x = half ? written.cast(norm.getInput(0), read) : norm.getInput(0);
    int channels = first ? 1 : rank - 1;
    int[] others = IntStream.range(0, rank).filter(i -> i != channels).toArray();
    String mean = written.mean(x, others);
    String centred = written.subtract(x, mean);
    String variance = written.mean(written.squaredDifference(x, mean), others);
    float epsilon = NodeOutputs.attribute(norm, "epsilon").getF();
    int behind = rank - 1 - channels;
    String scale =
        written.multiply(
            written.reciprocalRoot(variance, epsilon), perChannel(norm, 1, behind, written));
    String offset = perChannel(norm, 2, behind, written);
    if (half) {
      String sum = written.add(written.multiply(centred, scale), offset);
      nodes.put(norm.getName(), written.cast(norm.getName(), sum, read));
    } else {
      nodes.put(
          norm.getName(), written.sum(norm.getName(), written.multiply(centred, scale), offset));
    }
    nodes.putAll(written.nodes());
  }

  /** One number that fills a vector as long as there are samples does not depend on them. */
  private String perChannel(NodeDef norm, int input, int behind, Expressions written) {
    NodeDef vector = nodes.get(TensorRef.parse(norm.getInput(input)).node());
    if (vector != null && vector.getOp().equals("Fill")) {
      return vector.getInput(1);
    }
    int[] shape = new int[1 + behind];
    Arrays.fill(shape, 1);
    shape[0] = -1;
    return behind == 0 ? norm.getInput(input) : written.reshape(norm.getInput(input), shape);
  }
}
