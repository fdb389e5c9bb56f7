package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.canonical.BiasNode;
import io.github.tfsaliency.engine.forward.ForwardCopy;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Where a bias is added. Of a sum it is the other summand; of any other affine node its result for
 * zeros, which a copy of the node computes.
 *
 * @param bias the node that adds it
 */
public record BiasSite(BiasNode bias) {
  private static final String SCOPE = "saliency/bias/";

  public static ImmutableList<BiasSite> of(List<BiasNode> biases) {
    return biases.stream().map(BiasSite::new).collect(ImmutableList.toImmutableList());
  }

  /** The node's result, with whatever was added. */
  TensorRef output() {
    return new TensorRef(bias.node().getName(), 0);
  }

  private String copy() {
    return SCOPE + bias.node().getName();
  }

  /** A graph with what the biases are computed from. */
  static ImmutableList<NodeDef> withCopies(List<NodeDef> graph, List<BiasSite> sites) {
    ImmutableList.Builder<NodeDef> nodes = ImmutableList.<NodeDef>builder().addAll(graph);
    for (BiasSite site : sites) {
      if (!site.bias.isSum()) {
        nodes.addAll(site.copies(graph));
      }
    }
    return nodes.build();
  }

  private List<NodeDef> copies(List<NodeDef> graph) {
    NodeDef node =
        graph.stream()
            .filter(each -> each.getName().equals(bias.node().getName()))
            .findFirst()
            .orElseThrow();
    List<NodeDef> copies = new ArrayList<>();
    NodeDef.Builder copy = node.toBuilder().setName(copy());
    for (int input : bias.varying()) {
      String zero = copy() + "/zero_" + input;
      copies.add(zeros(zero, node.getInput(input), NodeOutputs.type(node, 0)));
      copy.setInput(input, zero);
    }
    copies.add(copy.build());
    return copies;
  }

  private static NodeDef zeros(String name, String like, DataType type) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("ZerosLike")
        .addInput(like)
        .putAttr("T", AttrValue.newBuilder().setType(type).build())
        .build();
  }

  /** The bias times the gradient that arrives where it is added. */
  Operand<TFloat32> term(Ops tf, ForwardCopy forward, Operand<TFloat32> gradient) {
    @SuppressWarnings("unchecked") // a bias is a number
    Operand<TNumber> value =
        (Operand<TNumber>)
            (bias.isSum()
                ? forward.input(bias.summand())
                : forward.tensor(new TensorRef(copy(), 0)));
    Operand<TFloat32> term = tf.math.mul(gradient, tf.dtypes.cast(value, TFloat32.class));
    return bias.isSum() && bias.isNegative() ? tf.math.neg(term) : term;
  }
}
