package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.TensorRef;
import org.tensorflow.proto.NodeDef;

/**
 * An activation function in a model, of one op or of several.
 *
 * @param function what it is called, for example {@code SiLU}
 * @param node the node that computes its values
 * @param source the tensor that it is a function of
 * @param output its values
 * @param region all its nodes
 * @param gate whether it is a sigmoid, or a hard one, that does nothing but scale another tensor
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
    double factor) {}
