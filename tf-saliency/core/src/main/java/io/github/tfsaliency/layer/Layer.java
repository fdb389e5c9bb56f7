package io.github.tfsaliency.layer;

/**
 * A layer of a model as rules see it. A linear layer includes its bias, BatchNorm and padding. A
 * layer that is used twice counts as two layers.
 *
 * @param kind the kind of layer
 * @param name the name of its node in the model's graph, for example {@code model/conv1/Conv2D}
 * @param op the op of that node, for example {@code Conv2D}
 * @param index the index among the linear layers in execution order, from 0; -1 for other kinds
 * @param first whether it is linear and there is a path from the input to it without other linear
 *     layers
 * @param last whether it is linear and there is a path from it to the output without other linear
 *     layers
 * @param form more details, for rules that need them; {@link LayerForm#PLAIN} for other rules
 * @since 0.1.0
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
   * A layer without more details.
   *
   * @param kind the kind of layer
   * @param name the name of its node in the model's graph
   * @param op the op of that node
   * @param index the index among the linear layers in execution order, from 0; -1 for other kinds
   * @param first whether it is linear and there is a path from the input to it without other linear
   *     layers
   * @param last whether it is linear and there is a path from it to the output without other linear
   *     layers
   */
  public Layer(LayerKind kind, String name, String op, int index, boolean first, boolean last) {
    this(kind, name, op, index, first, last, LayerForm.PLAIN);
  }

  /**
   * The same layer with more details.
   *
   * @param newForm the details
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
