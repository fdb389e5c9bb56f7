package io.github.tfsaliency.opgradient;

import java.util.List;
import org.tensorflow.Operand;

/** A node again, on other values. */
public final class NodeCopy {
  private NodeCopy() {}

  /**
   * Adds the copy.
   *
   * @param n the node, of one output, or an identity of several tensors
   * @param output which output is wanted
   * @param inputs what it reads
   * @return its value
   */
  public static Operand<?> of(OpNode n, int output, List<Operand<?>> inputs) {
    if (n.op().equals("IdentityN")) {
      return inputs.get(output);
    }
    OpNode.Call call =
        n.op().equals("AddN")
            ? n.call(n.op()).in(inputs)
            : n.call(n.op()).in(inputs.toArray(Operand<?>[]::new));
    // All other types, and the number of operands, follow from what is read.
    for (String name : n.attributeNames()) {
      boolean follows = n.op().equals("Cast") ? !name.equals("DstT") : n.isType(name);
      if (!name.startsWith("_") && !name.equals("N") && !follows) {
        call = call.like(name);
      }
    }
    return call.get(output);
  }
}
