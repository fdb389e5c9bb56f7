package io.github.tfsaliency.graph;

/**
 * The key by which RestoreV2 finds one variable.
 *
 * @param tensorName the key in the checkpoint
 * @param slice the part of a partitioned variable, empty for the whole
 */
public record CheckpointKey(String tensorName, String slice) {}
