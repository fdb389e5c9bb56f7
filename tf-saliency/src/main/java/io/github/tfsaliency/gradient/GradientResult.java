package io.github.tfsaliency.gradient;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * What one run of a gradient graph gave.
 *
 * @param values {@code [N, ...]}, of the input's shape
 * @param targets the explained index of each sample
 * @param scores the explained output's value of each sample
 */
public record GradientResult(
    FloatNdArray values, ImmutableLongArray targets, ImmutableDoubleArray scores) {}
