package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.graph.savedmodel.SavedModelImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.proto.SavedModel;

/**
 * A good model to start from.
 *
 * @param name its folder
 * @param signature what to choose in it
 * @param input what to choose in it
 * @param output what to choose in it
 * @param graph the bytes of {@code saved_model.pb}
 * @param index the bytes of {@code variables.index}
 * @param data the bytes of the weights
 * @param model what {@code saved_model.pb} says
 * @param path the nodes between input and output; empty for a model that is refused as it is
 */
record FuzzSeed(
    String name,
    Optional<String> signature,
    Optional<String> input,
    Optional<String> output,
    ByteString graph,
    ByteString index,
    ByteString data,
    SavedModel model,
    ImmutableSet<String> path) {
  static final String DATA = "variables/variables.data-00000-of-00001";
  static final String GRAPH = "saved_model.pb";
  static final String INDEX = "variables/variables.index";

  /** Where the models lie: a worker runs in a folder of its own. */
  static final Path MODELS =
      Path.of(System.getProperty("fuzz.models", "src/test/resources/models")).toAbsolutePath();

  static ImmutableList<FuzzSeed> all() {
    return ImmutableList.of(
        read("mlp", "", "", ""),
        read("vgg", "", "", ""),
        read("vgg_tf1", "", "", ""),
        read("vgg_cond", "", "", ""),
        read("vgg_multisig", "classify", "", "logits"),
        read("vgg_label_table", "", "", ""),
        read("vgg_uint8", "", "", ""),
        read("resnet", "", "", ""),
        read("two_inputs", "", "", ""),
        read("lstm", "", "", ""));
  }

  private static FuzzSeed read(String name, String signature, String input, String output) {
    Path folder = MODELS.resolve(name);
    try {
      ByteString graph = ByteString.copyFrom(Files.readAllBytes(folder.resolve(GRAPH)));
      return new FuzzSeed(
          name,
          chosen(signature),
          chosen(input),
          chosen(output),
          graph,
          ByteString.copyFrom(Files.readAllBytes(folder.resolve(INDEX))),
          ByteString.copyFrom(Files.readAllBytes(folder.resolve(DATA))),
          SavedModel.parseFrom(graph),
          path(
              ModelSelection.of(folder)
                  .withSignature(chosen(signature))
                  .withInput(chosen(input))
                  .withOutput(chosen(output))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> chosen(String name) {
    return Optional.of(name).filter(text -> !text.isEmpty());
  }

  private static ImmutableSet<String> path(ModelSelection selection) {
    try {
      return SavedModelImporter.read(selection).nodes().keySet();
    } catch (UnsupportedModelException e) {
      return ImmutableSet.of();
    }
  }

  /** Writes the model as it is into an empty folder. */
  void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("variables"));
    Files.write(folder.resolve(GRAPH), graph.toByteArray());
    Files.write(folder.resolve(INDEX), index.toByteArray());
    Files.write(folder.resolve(DATA), data.toByteArray());
  }

  ModelLoader loader(Path folder) {
    ModelLoader loader = Model.from(folder);
    loader = signature.map(loader::signature).orElse(loader);
    loader = input.map(loader::input).orElse(loader);
    return output.map(loader::output).orElse(loader);
  }
}
