package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/** Which nodes read a tensor. The model's output is read from outside. */
public final class Readers {
  private final ImmutableListMultimap<TensorRef, NodeDef> byTensor;
  private final TensorRef output;

  private Readers(ImmutableListMultimap<TensorRef, NodeDef> byTensor, TensorRef output) {
    this.byTensor = byTensor;
    this.output = output;
  }

  public static Readers of(InferenceGraph graph) {
    ImmutableListMultimap.Builder<TensorRef, NodeDef> byTensor = ImmutableListMultimap.builder();
    for (NodeDef node : graph.nodes().values()) {
      node.getInputList().forEach(input -> byTensor.put(TensorRef.parse(input), node));
    }
    return new Readers(byTensor.build(), graph.output());
  }

  /** The nodes that read a tensor, each as often as it does. */
  public ImmutableList<NodeDef> of(TensorRef tensor) {
    return byTensor.get(tensor);
  }

  /** All tensors that some node reads. */
  public ImmutableSet<TensorRef> tensors() {
    return byTensor.keySet();
  }

  boolean isRead(TensorRef tensor) {
    return byTensor.containsKey(tensor) || tensor.equals(output);
  }

  /** What reads a node's first output, if that is one node that reads it once. */
  Optional<NodeDef> only(NodeDef node) {
    TensorRef tensor = new TensorRef(node.getName(), 0);
    List<NodeDef> all = byTensor.get(tensor);
    return all.size() == 1 && !tensor.equals(output) ? Optional.of(all.get(0)) : Optional.empty();
  }
}
