package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;

/**
 * The tensors that a method gets in a graph.
 *
 * @param inputs of the types that the model takes, by name
 * @param target the class indices {@code [N]}
 * @param seeds of noise {@code [N]}; empty where each method draws with its own
 */
record Feed(
    ImmutableMap<String, Operand<?>> inputs,
    Operand<TInt64> target,
    Optional<Operand<TInt64>> seeds) {}
