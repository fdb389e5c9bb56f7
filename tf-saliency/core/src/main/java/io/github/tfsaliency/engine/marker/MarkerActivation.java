package io.github.tfsaliency.engine.marker;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.engine.forward.ForwardCopy;
import io.github.tfsaliency.gradient.NextActivation;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.opgradient.NodeCopy;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.family.TNumber;

/** An activation of the model, computed by copies of its own nodes. */
record MarkerActivation<T extends TNumber>(
    Ops tf, ForwardCopy forward, FollowingActivation activation, Operand<T> upstreamGradient)
    implements NextActivation<T> {

  @Override
  public Operand<T> apply(Operand<T> values) {
    TensorRef source = activation.source();
    Map<TensorRef, Operand<?>> copied = new HashMap<>();
    copied.put(source, cast(values, forward.<T>tensor(source)));
    for (NodeDef node : activation.nodes()) {
      for (int output = 0; output < forward.operation(node.getName()).numOutputs(); output++) {
        copied.put(
            new TensorRef(node.getName(), output),
            NodeCopy.of(
                forward.node(tf, node),
                output,
                node.getInputList().stream()
                    .map(TensorRef::parse)
                    .<Operand<?>>map(read -> copied.getOrDefault(read, forward.tensor(read)))
                    .toList()));
      }
    }
    return typed(requireNonNull(copied.get(activation.output())), values);
  }

  @SuppressWarnings("unchecked") // the values of an activation are numbers
  private Operand<T> typed(Operand<?> result, Operand<T> like) {
    return cast((Operand<T>) result, like);
  }

  private Operand<T> cast(Operand<T> operand, Operand<T> like) {
    return operand.asOutput().dataType() == like.asOutput().dataType()
        ? operand
        : tf.dtypes.cast(operand, like.type());
  }
}
