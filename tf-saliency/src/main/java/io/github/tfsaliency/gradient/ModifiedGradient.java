package io.github.tfsaliency.gradient;

import com.google.common.collect.ImmutableList;

/**
 * The structure of a gradient graph: one graph is built for each value and reused ever after.
 *
 * @param overrides for each node the first that matches applies; empty for the plain gradient
 * @param timesInput whether the gradient is multiplied element-wise by the input
 */
public record ModifiedGradient(ImmutableList<GradientOverride> overrides, boolean timesInput) {}
