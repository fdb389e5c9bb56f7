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
 * @param form what else is known of it, where rules ask for it: {@link LayerForm#PLAIN} for rules
 *     that are for every layer
 */
public record Layer(
    LayerKind kind,
    String name,
    String op,
    int index,
    boolean first,
    boolean last,
    LayerForm form) {
  /**
   * A layer of which nothing else is known.
   *
   * @param kind what it does
   * @param name of its node in the model's graph
   * @param op of that node
   * @param index among the linear layers in execution order, from 0; -1 for other kinds
   * @param first whether it is linear and the input reaches it by a way without other linear layers
   * @param last whether it is linear and reaches the output by a way without other linear layers
   */
  public Layer(LayerKind kind, String name, String op, int index, boolean first, boolean last) {
    this(kind, name, op, index, first, last, LayerForm.PLAIN);
  }

  /**
   * The same layer, known better.
   *
   * @param newForm what else is known
   * @return a new layer
   */
  public Layer inForm(LayerForm newForm) {
    return new Layer(kind, name, op, index, first, last, newForm);
  }

  @Override
  public String toString() {
    return "the " + kind + " layer '" + name + "' (op '" + op + "')";
  }
}
