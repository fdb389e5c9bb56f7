package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which graph of which SavedModel, and which of its tensors.
 *
 * @param directory the SavedModel's folder
 * @param tags of the graph inside the SavedModel
 * @param signature its name, or empty to choose
 * @param input the signature's input or any tensor, or empty to choose
 * @param output the signature's output or any tensor, or empty to choose
 */
public record ModelSelection(
    Path directory,
    ImmutableSet<String> tags,
    Optional<String> signature,
    Optional<String> input,
    Optional<String> output) {}
