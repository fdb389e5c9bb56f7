package io.github.tfsaliency.graph.savedmodel;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which graph of which SavedModel, and which of its tensors.
 *
 * @param folder the SavedModel's
 * @param tags of the graph inside the SavedModel
 * @param signature its name, or empty to choose
 * @param input the signature's input or any tensor, or empty for all inputs of the signature
 * @param output the signature's output or any tensor, or empty to choose
 * @param probability whether a final softmax or sigmoid is explained itself, not the logit before
 * @param fixed values of inputs that are the same for all samples, by the inputs' names
 * @param texts those that an input of strings may have, by the inputs' names: it is fed their
 *     places
 */
public record ModelSelection(
    ModelFolder folder,
    ImmutableSet<String> tags,
    Optional<String> signature,
    Optional<String> input,
    Optional<String> output,
    boolean probability,
    ImmutableMap<String, FixedInput> fixed,
    ImmutableMap<String, ImmutableList<String>> texts) {

  /** What TensorFlow's tools call the graph that they write to be called. */
  static final ImmutableSet<String> SERVE = ImmutableSet.of("serve");

  /**
   * Everything at its default.
   *
   * @param directory the SavedModel's folder
   * @return the graph for serving, with nothing chosen
   */
  public static ModelSelection of(Path directory) {
    return new ModelSelection(
        ModelFolder.of(directory),
        SERVE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        ImmutableMap.of(),
        ImmutableMap.of());
  }

  /**
   * The SavedModel's folder.
   *
   * @return as the user gave it
   */
  public Path directory() {
    return folder.directory();
  }

  /**
   * The same selection of another folder, or of other links in it.
   *
   * @param newFolder the SavedModel's
   * @return a new selection
   */
  public ModelSelection withFolder(ModelFolder newFolder) {
    return new ModelSelection(newFolder, tags, signature, input, output, probability, fixed, texts);
  }

  /**
   * The same selection of other tags.
   *
   * @param newTags of the graph inside the SavedModel
   * @return a new selection
   */
  public ModelSelection withTags(ImmutableSet<String> newTags) {
    return new ModelSelection(folder, newTags, signature, input, output, probability, fixed, texts);
  }

  /**
   * The same selection of another signature.
   *
   * @param newSignature its name, or empty to choose
   * @return a new selection
   */
  public ModelSelection withSignature(Optional<String> newSignature) {
    return new ModelSelection(folder, tags, newSignature, input, output, probability, fixed, texts);
  }

  /**
   * The same selection of another input.
   *
   * @param newInput the signature's input or any tensor, or empty for all inputs of the signature
   * @return a new selection
   */
  public ModelSelection withInput(Optional<String> newInput) {
    return new ModelSelection(folder, tags, signature, newInput, output, probability, fixed, texts);
  }

  /**
   * The same selection of another output.
   *
   * @param newOutput the signature's output or any tensor, or empty to choose
   * @return a new selection
   */
  public ModelSelection withOutput(Optional<String> newOutput) {
    return new ModelSelection(folder, tags, signature, input, newOutput, probability, fixed, texts);
  }

  /**
   * The same selection, explaining the final activation itself.
   *
   * @return a new selection
   */
  public ModelSelection withProbability() {
    return new ModelSelection(folder, tags, signature, input, output, true, fixed, texts);
  }

  /**
   * The same selection with one more input fixed.
   *
   * @param name an input of the signature, or a placeholder
   * @param value that it has in all samples
   * @return a new selection
   */
  public ModelSelection withFixed(String name, FixedInput value) {
    Map<String, FixedInput> more = new LinkedHashMap<>(fixed);
    more.put(name, value);
    return new ModelSelection(
        folder, tags, signature, input, output, probability, ImmutableMap.copyOf(more), texts);
  }

  /**
   * The same selection with one more input of strings fed by places in a list.
   *
   * @param name an input of the signature
   * @param values that it may have
   * @return a new selection
   */
  public ModelSelection withTexts(String name, ImmutableList<String> values) {
    Map<String, ImmutableList<String>> more = new LinkedHashMap<>(texts);
    more.put(name, values);
    return new ModelSelection(
        folder, tags, signature, input, output, probability, fixed, ImmutableMap.copyOf(more));
  }
}
