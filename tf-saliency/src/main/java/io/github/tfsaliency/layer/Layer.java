package io.github.tfsaliency.layer;

/**
 * A layer of a model as rules see it. A linear layer is one layer with its bias, BatchNorm and
 * padding; one that is used twice is two.
 *
 * @param kind what it does
 * @param name of its node in the model's graph, for example {@code model/conv1/Conv2D}
 * @param op of that node, for example {@code Conv2D}
 * @param index among the linear layers in execution order, from 0; -1 for other kinds
 * @param first whether it is linear and the input reaches it by a way without other linear layers
 * @param last whether it is linear and reaches the output by a way without other linear layers
 */
public record Layer(
    LayerKind kind, String name, String op, int index, boolean first, boolean last) {
  @Override
  public String toString() {
    return "the " + kind + " layer '" + name + "' (op '" + op + "')";
  }
}
