package io.github.tfsaliency.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.Explanation;
import io.github.tfsaliency.Internals;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.engine.GraphNodes;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.VarGrad;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What an exported folder holds, what its explanation gives, and when there is none. */
@TestInstance(Lifecycle.PER_CLASS)
class ExportTest {
  private static final double ROUNDING = 1e-6;
  private static final Path EFFICIENTNET = Path.of("../../savedmodels/efficientnet-lite0");

  private final FloatNdArray images = Inputs.uniform(1, 5, 32, 32, 3);
  @TempDir private Path folder;
  @AutoClose private final Model vgg = Model.load(References.model("vgg"));

  private Path out() {
    return folder.resolve("out");
  }

  private Saliency gradient() {
    return Saliency.of(vgg).method(Gradient.of());
  }

  private static MetaGraphDef metaGraph(Path model) throws IOException {
    return SavedModel.parseFrom(Files.readAllBytes(model.resolve("saved_model.pb")))
        .getMetaGraphs(0);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theModelsOwnGraphAndSignaturesAreUnchanged(@TempDir Path temporary) throws IOException {
    MetaGraphDef original = metaGraph(References.model("vgg_multisig"));
    Path exported = temporary.resolve("out");

    try (Model model =
        Model.from(References.model("vgg_multisig"))
            .signature("classify")
            .output("logits")
            .load()) {
      Saliency.of(model).method(Gradient.of()).export(exported);
    }

    MetaGraphDef written = metaGraph(exported);
    assertThat(written.getSignatureDefMap()).containsAllEntriesOf(original.getSignatureDefMap());
    assertThat(written.getSignatureDefMap()).hasSize(original.getSignatureDefCount() + 1);
    assertThat(written.getGraphDef().getNodeList())
        .containsAll(behind(original, "StatefulPartitionedCall"));
  }

  /** A call and what it reads; whatever nobody runs is not copied. */
  private static List<NodeDef> behind(MetaGraphDef model, String call) {
    List<NodeDef> nodes = model.getGraphDef().getNodeList();
    NodeDef node =
        nodes.stream().filter(each -> each.getName().equals(call)).findFirst().orElseThrow();
    return nodes.stream()
        .filter(each -> each.equals(node) || node.getInputList().contains(each.getName()))
        .toList();
  }

  @Test
  void anotherExportOfTheSameAddsNothingToTheModelsGraph() {
    try (Model model = Model.load(References.model("conv1d"))) {
      Saliency.of(model).method(Gradient.of()).export(out().resolve("first"));
      int nodes = GraphNodes.of(Internals.engine(model));

      Saliency.of(model).method(Gradient.of()).export(out().resolve("second"));

      assertThat(GraphNodes.of(Internals.engine(model))).isEqualTo(nodes);
    }
  }

  @Test
  void noMarkerAndNoCustomOpIsLeft() throws IOException {
    Path exported = out().resolve("lrp");
    Saliency.of(vgg).method(Lrp.zPlus()).export(exported);

    assertThat(metaGraph(exported).getGraphDef().getLibrary().getFunctionList())
        .flatMap(function -> function.getNodeDefList())
        .noneMatch(node -> node.containsAttr("_gradient_op_type"))
        .extracting(NodeDef::getOp)
        .doesNotContain("IdentityN");
  }

  @Test
  void weightsAreSavedOnce() throws IOException {
    Path exported = out().resolve("once");
    gradient().export(exported);

    assertThat(size(exported.resolve("variables")))
        .isLessThan(size(References.model("vgg").resolve("variables")) + 20_000);
  }

  private static long size(Path directory) throws IOException {
    long size = 0;
    for (String name : names(directory)) {
      size += Files.size(directory.resolve(name));
    }
    return size;
  }

  @Test
  void theCardSaysHowTheExplanationWasMade() throws IOException {
    Path exported = out().resolve("card");
    try (Model model = Model.load(EFFICIENTNET)) {
      Saliency.of(model).method(SmoothGrad.of(Lrp.epsilon(0.5)).withSamples(4)).export(exported);
    }

    JsonObject card = json(exported.resolve("assets.extra/saliency.json"));
    JsonObject explanation = card.getAsJsonObject("explanation");
    assertThat(explanation.get("signature").getAsString()).isEqualTo("explain");
    assertThat(explanation.get("method").getAsString()).isEqualTo("smooth-grad");
    assertThat(explanation.getAsJsonObject("parameters").toString())
        .isEqualTo(
            "{\"samples\":\"4\",\"noise\":\"0.15\",\"seed\":\"1\","
                + "\"inner\":\"lrp:rule=epsilon,epsilon=0.5\"}");
    assertThat(explanation.get("version").getAsString()).matches("\\d+\\.\\d+\\.\\d+.*");
    card.remove("explanation");
    JsonObject original = json(EFFICIENTNET.resolve("assets.extra/saliency.json"));
    assertThat(card.entrySet()).containsAll(original.entrySet());
    assertThat(exported.resolve("assets.extra/labels.txt"))
        .hasSameTextualContentAs(EFFICIENTNET.resolve("assets.extra/labels.txt"));
    assertThat(exported.resolve("LICENSE")).exists();
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @Test
  void whatTheCallerChoseIsWrittenIntoTheCard() {
    Path exported = out().resolve("chosen");
    String explained;
    try (Model model =
        Model.from(References.model("vgg_multisig"))
            .signature("classify")
            .output("logits")
            .load()) {
      explained = model.explainedTensor();
      Saliency.of(model).method(Gradient.of()).export(exported);
    }

    try (Model model = Model.load(exported)) {
      assertThat(model.explainedTensor()).isEqualTo(explained);
      assertThat(model.explanation().orElseThrow().method()).isEqualTo("gradient");
    }
  }

  @Test
  void aBatchIsExplainedAsItsSamplesAre() {
    Path exported = out().resolve("batch");
    gradient().export(exported);

    try (Model model = Model.load(exported)) {
      Explanation explanation = model.explanation().orElseThrow();
      Attribution batch = explanation.compute(images, Target.top());

      assertThat(batch.sampleCount()).isEqualTo(5);
      for (int i = 0; i < 5; i++) {
        Attribution alone = explanation.compute(images.get(i), Target.top());
        assertThat(alone.isBatch()).isFalse();
        assertThat(alone.target()).isEqualTo(batch.targets().get(i));
        assertThat(Maps.of(alone.values(), batch.sample(i).values()).largestError())
            .isLessThan(ROUNDING);
      }
    }
  }

  @Test
  void aBatchOfNoisyCopiesHasTheNoiseOfItsSamples() {
    Path exported = out().resolve("noisy");
    Saliency.of(vgg).method(SmoothGrad.of(Gradient.of()).withSamples(2)).export(exported);

    try (Model model = Model.load(exported)) {
      Explanation explanation = model.explanation().orElseThrow();
      Attribution batch = explanation.compute(images, Target.classIndex(3));

      Attribution alone = explanation.compute(images.get(4), Target.classIndex(3));
      assertThat(Maps.of(alone.values(), batch.sample(4).values()).largestError())
          .isLessThan(ROUNDING);
    }
  }

  @Test
  void theSeedIsAnInputWhereThereIsNoise() {
    Path exported = out().resolve("seeded");
    Saliency noisy =
        Saliency.of(vgg)
            .method(VarGrad.of(GradCam.of()).withSamples(3).withSeed(8))
            .target(Target.classIndex(1));
    noisy.export(exported);

    try (Model model = Model.load(exported)) {
      Explanation explanation = model.explanation().orElseThrow();
      FloatNdArray map = explanation.seed(8).compute(images.get(0), Target.classIndex(1)).values();

      assertThat(Maps.of(map, noisy.memory(1).compute(images.get(0)).values()).largestError())
          .isLessThan(ROUNDING);
      assertThat(
              Maps.of(
                      explanation.seed(9).compute(images.get(0), Target.classIndex(1)).values(),
                      map)
                  .largestError())
          .isGreaterThan(1e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theMapIsTheOneOfTensorFlowsOwnLoaderToTheLastBit(AttributionMethod method) {
    Path exported = out().resolve("same");
    Saliency.of(vgg).method(method).export(exported, StandardCopyOption.REPLACE_EXISTING);

    try (Model model = Model.load(exported);
        SavedModelBundle bundle = SavedModelBundle.load(exported.toString());
        TFloat32 values = TFloat32.tensorOf(images.shape(), images::copyTo);
        TInt64 target = TInt64.vectorOf(3, 3, 3, 3, 3);
        TInt64 seed = TInt64.scalarOf(Explanation.DEFAULT_SEED)) {
      Map<String, Tensor> arguments = new HashMap<>(Map.of("image", values, "target", target));
      if (bundle.function("explain").signature().inputNames().contains("seed")) {
        arguments.put("seed", seed);
      }
      try (Result result = bundle.function("explain").call(arguments)) {
        Attribution map = model.explanation().orElseThrow().compute(images, Target.classIndex(3));

        assertThat(Maps.array(map.values()))
            .isEqualTo(Maps.array((TFloat32) result.get("attribution").orElseThrow()));
      }
    }
  }

  static List<AttributionMethod> methods() {
    return List.of(
        Gradient.of(),
        Lrp.zPlus(),
        IntegratedGradients.of().withSteps(3),
        SmoothGrad.of(Gradient.of()).withSamples(2));
  }

  @Test
  void aClassThatDoesNotExistIsAnError() {
    Path exported = out().resolve("class");
    gradient().export(exported);

    try (Model model = Model.load(exported)) {
      Explanation explanation = model.explanation().orElseThrow();
      assertThatThrownBy(() -> explanation.compute(images, Target.classIndex(1000)))
          .isInstanceOf(SaliencyException.class)
          .hasMessageStartingWith(
              "TensorFlow could not compute the explanation in '%s': ", exported);
    }
  }

  @Test
  void anExplanationOfSeveralInputsWantsThemTogether() {
    Path exported = out().resolve("several");
    try (Model model = Model.load(References.model("two_inputs"))) {
      Saliency.of(model).method(Gradient.of()).export(exported);
    }

    try (Model model = Model.load(exported)) {
      Explanation explanation = model.explanation().orElseThrow();
      assertThat(explanation.inputNames()).containsExactly("image", "metadata");
      assertThatThrownBy(() -> explanation.compute(images, Target.top()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The explanation takes 2 inputs: [image, metadata].\n"
                  + "Maybe give them together, as a map from their names.");
      assertThatThrownBy(
              () -> explanation.compute(ImmutableMap.of("picture", images), Target.top()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The explanation takes the inputs [image, metadata], not [picture].");
    }
  }

  @Test
  void anExplanationIsClosedWithItsModel() {
    Path exported = out().resolve("closed");
    gradient().export(exported);
    Model model = Model.load(exported);
    Explanation explanation = model.explanation().orElseThrow();
    model.close();

    assertThatThrownBy(() -> explanation.compute(images, Target.top()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The model '%s' is closed.\nMaybe compute inside the try block that loads it.",
            exported);
    assertThatThrownBy(model::explanation).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anOrdinaryModelHasNoExplanation() {
    assertThat(vgg.explanation()).isEmpty();
  }

  @Test
  void anExportIsNotExportedAgain() {
    Path exported = out().resolve("first");
    gradient().export(exported);

    try (Model model = Model.load(exported)) {
      assertThatThrownBy(
              () -> Saliency.of(model).method(Gradient.of()).export(out().resolve("second")))
          .isInstanceOf(SaliencyException.class)
          .hasMessage(
              "The SavedModel '%s' has a signature 'explain' already.\n"
                  + "Maybe export from the model that it was made from.",
              exported);
    }
    assertThat(out().resolve("second")).doesNotExist();
  }

  @Test
  void aRandomizedModelIsNotExported() {
    try (Model randomized = vgg.randomized(vgg.weightedLayers(), 1)) {
      assertThatThrownBy(
              () -> Saliency.of(randomized).method(Gradient.of()).export(out().resolve("random")))
          .isInstanceOf(SaliencyException.class)
          .hasMessageContaining("weights of this model were randomized");
    }
  }

  @Test
  void aMethodThatCannotBeExportedSaysWhy() {
    assertThatThrownBy(
            () -> Saliency.of(vgg).method(Rise.of().withSamples(10)).export(out().resolve("rise")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("cannot be exported: it draws its masks in Java.\n")
        .hasMessageEndingWith("Maybe export a method of a single pass, such as gradient or lrp.");
    assertThatThrownBy(
            () ->
                Saliency.of(vgg)
                    .method(SmoothGrad.of(Occlusion.of(8, 8)))
                    .export(out().resolve("nested")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining(
            "cannot be exported: what it repeats hides windows of the input one by one in Java.");
    assertThatThrownBy(
            () ->
                Saliency.of(vgg)
                    .method(IntegratedGradients.of().withTolerance(0.1))
                    .export(out().resolve("gap")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("it doubles its steps until the gap is small enough");
    assertThat(out().resolve("rise")).doesNotExist();
  }

  @Test
  void baselinesOfAWholeSampleAreExportedToo() {
    Path exported = out().resolve("baseline");
    Saliency integrated =
        Saliency.of(vgg)
            .method(
                IntegratedGradients.of()
                    .withSteps(3)
                    .withBaselines(Baseline.array(Inputs.uniform(9, 32, 32, 3))))
            .target(Target.classIndex(0));
    integrated.export(exported);

    try (Model model = Model.load(exported)) {
      assertThat(
              Maps.of(
                      model
                          .explanation()
                          .orElseThrow()
                          .compute(images.get(2), Target.classIndex(0))
                          .values(),
                      integrated.memory(1).compute(images.get(2)).values())
                  .largestError())
          .isLessThan(ROUNDING);
    }
  }
}
