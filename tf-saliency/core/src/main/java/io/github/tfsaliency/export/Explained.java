package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableMap;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * An explanation in a graph.
 *
 * @param maps {@code [N, ...]} by the input's name
 * @param chosen the class indices that were explained {@code [N]}
 * @param score their scores {@code [N]}
 */
record Explained(
    ImmutableMap<String, Operand<TFloat32>> maps,
    Operand<TInt64> chosen,
    Operand<TFloat64> score) {}
