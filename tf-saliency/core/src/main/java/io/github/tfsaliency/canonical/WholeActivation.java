package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerForm;
import io.github.tfsaliency.layer.LayerKind;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/**
 * An activation function in a model, of one op or of several.
 *
 * @param function what it is called, for example {@code SiLU}
 * @param node the node that computes its values
 * @param source the tensor that it is a function of
 * @param output its values
 * @param region all its nodes
 * @param gate whether it is a sigmoid, or a hard one, that only scales another tensor
 * @param factor how many times the function's values its output is: 6 for the {@code relu6(u + 3)}
 *     of a gate whose division by 6 stands behind the product; else 1
 */
public record WholeActivation(
    String function,
    NodeDef node,
    TensorRef source,
    TensorRef output,
    ImmutableSet<String> region,
    boolean gate,
    double factor) {
  private static final ImmutableSet<String> PIECEWISE_LINEAR =
      ImmutableSet.of(
          "LeakyReLU",
          "ReLU",
          "ReLU6",
          "clipped ReLU",
          "hard shrinkage",
          "hard tanh",
          "hard-sigmoid",
          "soft shrinkage",
          "threshold",
          "thresholded ReLU");

  /**
   * Whether it is x gate(x), and which.
   *
   * @return {@link LayerForm#PLAIN} if it is not
   */
  public LayerForm form() {
    return switch (function) {
      case "GELU", "GELU (tanh)", "SiLU", "hard-swish" -> LayerForm.SELF_GATED;
      case "Mish" -> LayerForm.MISH;
      default -> LayerForm.PLAIN;
    };
  }

  /**
   * Whether it is linear between its bends.
   *
   * @return whether its derivative stays the same around nearly every place
   */
  public boolean isPiecewiseLinear() {
    return PIECEWISE_LINEAR.contains(function);
  }

  /**
   * The activation as a layer.
   *
   * @return of the kind {@link LayerKind#ACTIVATION}
   */
  public CanonicalLayer layer() {
    Layer described =
        new Layer(LayerKind.ACTIVATION, node.getName(), node.getOp(), -1, false, false);
    return new CanonicalLayer(
        described.inForm(form()),
        node,
        ImmutableList.of(source),
        output,
        region,
        ImmutableSet.of(),
        Optional.empty(),
        ImmutableSet.of());
  }
}
