package io.github.tfsaliency.fuzz;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.graph.savedmodel.ExplainProgram;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.graph.savedmodel.SavedModelImporter;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
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
 * @param path the nodes between input and output, or those of its explanation; empty for a model
 *     that is refused as it is
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

  /**
   * Models with an explanation: of one pass, of loops, of noise, of several functions. Made anew by
   * each process, in a folder that is gone when this returns.
   */
  static ImmutableList<FuzzSeed> exports() {
    return ImmutableList.of(
        exported("mlp", Gradient.of()),
        exported("mlp", IntegratedGradients.of().withSteps(3)),
        exported("mlp", SmoothGrad.of(Gradient.of()).withSamples(2)),
        exported("vgg", Lrp.of(Composite.epsilonPlus())));
  }

  private static FuzzSeed exported(String name, AttributionMethod method) {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      Path export = folder.resolve("export");
      try (Model model = Model.load(MODELS.resolve(name))) {
        Saliency.of(model).method(method).export(export);
        return read(
            name + " explained by " + MethodSpecs.print(method),
            export,
            "",
            "",
            "",
            explained(ModelSelection.of(export)));
      } finally {
        MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the signature {@code explain} runs, in functions too. */
  private static ImmutableSet<String> explained(ModelSelection selection) {
    GraphDef graph = ExplainProgram.read(selection).orElseThrow().graph();
    return Stream.concat(
            graph.getNodeList().stream(),
            graph.getLibrary().getFunctionList().stream()
                .flatMap(function -> function.getNodeDefList().stream()))
        .map(NodeDef::getName)
        .collect(toImmutableSet());
  }

  private static FuzzSeed read(String name, String signature, String input, String output) {
    Path folder = MODELS.resolve(name);
    return read(
        name,
        folder,
        signature,
        input,
        output,
        path(
            ModelSelection.of(folder)
                .withSignature(chosen(signature))
                .withInput(chosen(input))
                .withOutput(chosen(output))));
  }

  private static FuzzSeed read(
      String name,
      Path folder,
      String signature,
      String input,
      String output,
      ImmutableSet<String> path) {
    try {
      ByteString graph = ByteString.copyFrom(Files.readAllBytes(folder.resolve(GRAPH)));
      OneShard weights = OneShard.of(folder);
      return new FuzzSeed(
          name,
          chosen(signature),
          chosen(input),
          chosen(output),
          graph,
          weights.index(),
          weights.data(),
          SavedModel.parseFrom(graph),
          path);
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
