package io.github.tfsaliency.engine.forward;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.canonical.NodeInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.opgradient.OpNode;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.family.TNumber;

/**
 * A copy of the forward nodes in the model's graph.
 *
 * <p>All are looked up at once: asking the graph for a node while TensorFlow adds gradients waits
 * indefinitely.
 */
public final class ForwardCopy {
  private final String prefix;
  private final ImmutableMap<String, GraphOperation> operations;

  private ForwardCopy(String prefix, ImmutableMap<String, GraphOperation> operations) {
    this.prefix = prefix;
    this.operations = operations;
  }

  /**
   * Looks the nodes up.
   *
   * @param prefix ahead of their names in the graph, with a slash at its end
   */
  public static ForwardCopy of(Graph graph, String prefix, Iterable<NodeDef> nodes) {
    ImmutableMap.Builder<String, GraphOperation> operations = ImmutableMap.builder();
    for (NodeDef node : nodes) {
      operations.put(node.getName(), graph.operationOrThrow(prefix + node.getName()));
    }
    return new ForwardCopy(prefix, operations.buildOrThrow());
  }

  public String prefix() {
    return prefix;
  }

  @SuppressWarnings(
      "TypeParameterUnusedInFormals") // a graph knows its tensors' types, Java does not
  public <T extends TNumber> Output<T> tensor(TensorRef tensor) {
    return operation(tensor.node()).output(tensor.index());
  }

  public Operand<?> input(NodeInput place) {
    return operation(place.node()).input(place.index());
  }

  public OpNode node(Ops tf, NodeDef node) {
    return new OpNode(tf, node, operation(node.getName()), ImmutableMap.of());
  }

  public GraphOperation operation(String node) {
    return requireNonNull(operations.get(node), node);
  }
}
