package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.files.ModelFiles;
import io.github.tfsaliency.graph.savedmodel.ExplainSignature;
import io.github.tfsaliency.graph.savedmodel.SavedModelFile;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * Writes a model and an explanation of it as a SavedModel.
 *
 * @param engine runs the model
 * @param model what it was loaded as
 * @param fixed what is explained of every sample; empty for what the signature is given
 * @param encoded what the model makes of pictures; empty where it is to be given arrays only
 * @param tags of the graph that it was loaded from
 * @param extras files to be written besides, by their paths in the folder, given the names of the
 *     signatures that are left out
 */
public record ExplanationExport(
    GradientEngine engine,
    InferenceGraph model,
    Optional<ResolvedTargets> fixed,
    Optional<EncodedInput> encoded,
    ImmutableSet<String> tags,
    Function<ImmutableSet<String>, ImmutableMap<String, String>> extras) {
  /** What is written anew, or tells of what is not there any more. */
  private static final ImmutableSet<String> NOT_COPIED =
      ImmutableSet.of("saved_model.pb", "fingerprint.pb", "keras_metadata.pb");

  /** {@return the keys of the signatures that are added} */
  public ImmutableSet<String> signatures() {
    return encoded.isPresent()
        ? ImmutableSet.of(ExplainSignature.KEY, ExplainSignature.ENCODED_KEY)
        : ImmutableSet.of(ExplainSignature.KEY);
  }

  /**
   * Writes the folder.
   *
   * @param method what explains
   * @param folder its place
   * @param replaces whether a SavedModel that is there is replaced
   * @return the signatures that were left out, each with the reason
   * @throws SaliencyException if the method cannot be exported, the model lacks what it needs or
   *     would do harm when the export is loaded, or the folder is not free or cannot be written
   */
  public ImmutableSortedMap<String, String> write(
      AttributionMethod method, Path folder, boolean replaces) {
    GraphForm form =
        method
            .withEachBaseline(
                model.inputs().stream()
                    .map(ModelInput::shape)
                    .filter(shape -> !shape.isUnknown() && shape.numDimensions() > 0)
                    .map(Shape::tail)
                    .toList())
            .graphForm();
    requireForm(form, method);
    if (engine.isShuffled()) {
      throw new SaliencyException(
          Message.of(
              "The weights of this model were randomized, so its weights differ from those in the"
                  + " folder '%s'.\n"
                  + "Maybe export the model as it was loaded.",
              model.directory()));
    }
    ImmutableSortedMap<String, Path> files = ModelFiles.of(model.folder());
    try (ExportFolder target = ExportFolder.at(folder, model.directory(), replaces)) {
      MetaGraphDef original = SavedModelFile.read(model.folder(), tags);
      ExplainMetaGraph.requireUnexplained(original, encoded.isPresent(), model.directory());
      ServedPart served = ServedPart.of(original, model.directory());
      String scope = ExplainMetaGraph.freeScope(original);
      ExplainGraph arrays = ExplainGraph.of(engine, model, form, fixed, scope);
      ExplainGraph explain =
          encoded
              .map(input -> EncodedSignature.of(arrays, input, scope).added(arrays))
              .orElse(arrays);
      ExplainMetaGraph whole = ExplainMetaGraph.of(served.metaGraph(), model, explain, scope);
      explain
          .signatures()
          .keySet()
          .forEach(key -> ServedPart.requireExplainable(key, whole.metaGraph(), model.directory()));
      ImmutableMap<String, String> besides = extras.apply(served.leftOut().keySet());
      write(whole, explain, files, besides, target.path());
      target.publish();
      return served.leftOut();
    } catch (IOException e) {
      throw ExportFolder.unwritable(folder, e);
    }
  }

  private static void requireForm(GraphForm form, AttributionMethod method) {
    GraphForm at = form;
    while (at instanceof GraphForm.Noisy noisy) {
      at = noisy.inner();
    }
    if (at instanceof GraphForm.None none) {
      throw new SaliencyException(
          Message.of(
              "The method '%s' cannot be exported: %s %s.\n"
                  + "Maybe export a method of a single pass, such as gradient or lrp.",
              MethodSpecs.print(method),
              at == form ? "it" : "what it repeats",
              Message.part(none.reason())));
    }
  }

  private void write(
      ExplainMetaGraph whole,
      ExplainGraph explain,
      ImmutableSortedMap<String, Path> files,
      ImmutableMap<String, String> besides,
      Path folder)
      throws IOException {
    requireSpace(files.values(), folder);
    SavedModel file =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(whole.metaGraph())
            .build();
    try (OutputStream out = Files.newOutputStream(folder.resolve("saved_model.pb"))) {
      file.writeTo(out);
    }
    CheckpointFiles.write(
        files,
        folder,
        whole.derived().isEmpty()
            ? Optional.empty()
            : Optional.of(prefix -> engine.save(explain.gradients(), whole.derived(), prefix)));
    copyBesides(files, besides.keySet(), folder);
    for (Map.Entry<String, String> extra : besides.entrySet()) {
      Path path = folder.resolve(extra.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, extra.getValue());
    }
  }

  /** Vocabularies, labels, licences: what belongs to the model but is none of its graph. */
  private static void copyBesides(
      ImmutableSortedMap<String, Path> files, ImmutableSet<String> written, Path folder)
      throws IOException {
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String name = file.getKey();
      if (!name.startsWith(CheckpointFiles.NAME + "/")
          && !NOT_COPIED.contains(name)
          && !written.contains(name)) {
        Path copy = folder.resolve(name);
        Files.createDirectories(copy.getParent());
        FileCopy.write(file.getValue(), copy);
      }
    }
  }

  /** Many links to one file, or a file of holes, may be larger than any disk. */
  private void requireSpace(Collection<Path> files, Path folder) throws IOException {
    double bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    // Some file systems do not tell, and say that nothing is free.
    if (free > 0 && bytes > free) {
      throw new SaliencyException(
          Message.of(
              "The files of the SavedModel '%s' have %.0f bytes together, but only %s are free at"
                  + " the destination.\n"
                  + "Maybe choose another disk, or look for files that do not belong to the model.",
              model.directory(), bytes, free));
    }
  }
}
