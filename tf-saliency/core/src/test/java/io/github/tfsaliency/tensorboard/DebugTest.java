package io.github.tfsaliency.tensorboard;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.MoreFiles;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.Internals;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.engine.build.LayerGradients;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What is written beside a map; {@code TensorBoardTest} reads it back. */
@TestInstance(Lifecycle.PER_CLASS)
class DebugTest {
  private static final double ROUNDING = 1e-6;
  private static final FloatNdArray INPUT = Inputs.uniform(21, 2, 32, 32, 3);

  /** Where the linear layers above it see what RectGrad and the gradient agree on. */
  private static final String LAST_ACTIVATION = "vgg_1/relu_13_1/Relu";

  @AutoClose private final Model vgg = Model.load(References.model("vgg"));

  static Stream<SinglePassMethod> methods() {
    return Stream.of(
        Gradient.of(),
        GuidedBackprop.of(),
        RectifiedGradient.percentile(80),
        RectifiedGradient.threshold(0).withPaddingTrick().withMultiplicationByInput());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theMapIsThatOfACallWithoutDebugging(SinglePassMethod method, @TempDir Path folder) {
    Saliency saliency = Saliency.of(vgg).method(method);

    Attribution debugged = saliency.debug(folder).compute(INPUT);

    assertThat(debugged.toArray()).isEqualTo(saliency.compute(INPUT).toArray());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theGraphThatGivesTheLayersGivesTheSameMap(SinglePassMethod method) {
    LayerGradients traced = trace(method);

    Attribution plain = Saliency.of(vgg).method(method).target(Target.classIndex(3)).compute(INPUT);
    assertThat(Maps.of(traced.maps().values().asList().get(0), plain.values()).largestError())
        .isLessThanOrEqualTo(ROUNDING);
  }

  @Test
  void whatArrivesAtALayerIsTheGradientOfTheModelFromThereOn() {
    ImmutableMap<String, FloatNdArray> layers = trace(Gradient.of()).layers();

    assertThat(layers).hasSizeGreaterThan(8);
    for (String layer : List.of("vgg_1/relu_4_1/Relu", LAST_ACTIVATION)) {
      assertIsGradientFrom(layer, layers);
    }
  }

  @Test
  void whatArrivesAtAMarkerIsTheGradientAheadOfItsRule() {
    ImmutableMap<String, FloatNdArray> layers = trace(RectifiedGradient.percentile(80)).layers();

    assertIsGradientFrom(LAST_ACTIVATION, layers);
  }

  /** The independent way: the model cut in two, and its upper part differentiated. */
  private void assertIsGradientFrom(String layer, ImmutableMap<String, FloatNdArray> layers) {
    try (Model lower = Model.from(vgg.directory()).output(layer).load();
        Model upper = Model.from(vgg.directory()).input(layer).load()) {
      Attribution expected =
          Saliency.of(upper)
              .method(Gradient.of())
              .target(Target.classIndex(3))
              .compute(lower.predict(INPUT));

      assertThat(Maps.of(requireNonNull(layers.get(layer)), expected.values()).largestError())
          .as(layer)
          .isLessThanOrEqualTo(ROUNDING);
    }
  }

  private LayerGradients trace(SinglePassMethod method) {
    return Internals.engine(vgg)
        .trace(
            method.gradient(),
            method.call(
                Batch.of(vgg.inputNames().get(0), INPUT),
                new ResolvedTargets(ImmutableLongArray.of(3, 3), Optional.empty())));
  }

  @Test
  void everyCallAddsAFileAndTouchesNoOther(@TempDir Path folder) throws IOException {
    Saliency saliency = Saliency.of(vgg).method(GuidedBackprop.of());
    Saliency debugged = saliency.debug(folder);

    var first = debugged.compute(INPUT);
    byte[] before = Files.readAllBytes(files(folder.resolve("maps")).get(0));
    var second = debugged.target(Target.classIndex(1)).compute(INPUT);
    var another = saliency.debug(folder).compute(INPUT);

    List<Path> maps = files(folder.resolve("maps"));
    assertThat(maps).hasSize(3);
    assertThat(maps.stream().map(file -> file.toString().replaceAll(".*\\.", "")))
        .containsExactlyInAnyOrder("000001", "000002", "000003");
    assertThat(maps).anySatisfy(file -> assertThat(file).hasBinaryContent(before));
    assertThat(files(folder.resolve("inference"))).hasSize(2);
    assertThat(List.of(first, second, another)).allMatch(map -> map.sampleCount() == 2);
  }

  @Test
  void theGraphsAloneNeedNoInput(@TempDir Path folder) {
    Saliency.of(vgg).method(GuidedBackprop.of()).writeGraphs(folder);

    for (String run : List.of("inference", "marked", "gradient")) {
      assertThat(files(folder.resolve(run))).as(run).hasSize(1);
    }
    assertThat(folder.resolve("maps")).doesNotExist();
  }

  @Test
  void theReferenceOfDeepLiftIsPartOfItsGraph(@TempDir Path folder) {
    GraphDef gradient = Internals.engine(vgg).graphs(DeepLift.of(0).gradient()).gradient();

    assertThat(gradient.getNodeList())
        .extracting(NodeDef::getName)
        .contains("reference/forward/vgg_1/conv_1_1/convolution");
    Set<String> names =
        gradient.getNodeList().stream().map(NodeDef::getName).collect(Collectors.toSet());
    assertThat(gradient.getNodeList())
        .allMatch(
            node ->
                node.getInputList().stream()
                    .map(input -> input.replaceAll("^\\^|:\\d+$", ""))
                    .allMatch(names::contains));
    var unused = Saliency.of(vgg).method(DeepLift.of(0)).debug(folder).compute(INPUT);
    assertThat(files(folder.resolve("maps"))).hasSize(1);
  }

  @Test
  void relevanceIsWrittenLayerByLayer(@TempDir Path folder) {
    Saliency saliency = Saliency.of(vgg).method(Lrp.of(Composite.epsilonAlpha2Beta1()));

    Attribution debugged = saliency.debug(folder).compute(INPUT);

    assertThat(debugged.toArray()).isEqualTo(saliency.compute(INPUT).toArray());
    assertThat(files(folder.resolve("gradient"))).hasSize(1);
  }

  @Test
  void modelsOfSeveralInputsAndInputsWithoutPicturesAreWritten(@TempDir Path folder) {
    try (Model model = Model.load(References.model("two_inputs"))) {
      ImmutableMap<String, Attribution> maps =
          Saliency.of(model)
              .method(Gradient.of())
              .debug(folder)
              .compute(
                  ImmutableMap.of(
                      "image", Inputs.uniform(1, 2, 32, 32, 3),
                      "metadata", Inputs.uniform(2, 2, 6)));

      assertThat(maps).hasSize(2);
    }
    assertThat(files(folder.resolve("maps"))).hasSize(1);
  }

  @Test
  void aLabelIsNoMarkup(@TempDir Path folder) throws IOException {
    Path copy = folder.resolve("mlp");
    for (String file :
        List.of(
            "saved_model.pb",
            "variables/variables.index",
            "variables/variables.data-00000-of-00001")) {
      MoreFiles.createParentDirectories(copy.resolve(file));
      Files.copy(References.model("mlp").resolve(file), copy.resolve(file));
    }
    MoreFiles.createParentDirectories(copy.resolve("assets.extra/labels.txt"));
    Files.writeString(copy.resolve("assets.extra/saliency.json"), "{\"labels\": \"labels.txt\"}");
    Files.writeString(
        copy.resolve("assets.extra/labels.txt"),
        "![cat](http://example.org)|<b>\u202e\n".repeat(5));

    try (Model model = Model.load(copy)) {
      var unused =
          Saliency.of(model)
              .method(Gradient.of())
              .debug(folder.resolve("log"))
              .compute(Inputs.uniform(1, 1, 12));
    }

    String written =
        Files.readString(files(folder.resolve("log/maps")).get(0), StandardCharsets.ISO_8859_1);
    assertThat(written)
        .contains("\\!\\[cat\\](http://example.org)\\|\\<b\\>\\\\u202e")
        .doesNotContain("![cat]");
  }

  @Test
  void aMapThatIsNotFiniteIsWrittenLayerByLayer(@TempDir Path folder) {
    FloatNdArray huge = NdArrays.ofFloats(Shape.of(1, 12));
    huge.scalars().forEach(value -> value.setFloat(3e38f));
    try (Model model = Model.load(References.model("mlp"))) {
      Saliency saliency = Saliency.of(model).method(Gradient.of()).debug(folder);

      assertThatThrownBy(() -> saliency.compute(huge)).isInstanceOf(NonFiniteValueException.class);
    }
    assertThat(files(folder.resolve("maps"))).hasSize(1);
  }

  @Test
  void aMethodThatMatchesNothingIsRefusedAsWithoutDebugging(@TempDir Path folder) {
    // Between its last layer's input and its logits the mlp is linear.
    try (Model linear = Model.from(References.model("mlp")).input("mlp_1/relu_4_1/Relu").load()) {
      Saliency saliency = Saliency.of(linear).method(GuidedBackprop.of());

      assertThatThrownBy(() -> saliency.writeGraphs(folder))
          .isInstanceOf(NoMatchingNodeException.class);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Saliency saliency = Saliency.of(vgg).method(Gradient.of()).debug(file);

    assertThatThrownBy(() -> saliency.compute(INPUT))
        .isInstanceOf(SaliencyException.class)
        .hasMessageStartingWith(
            "TensorBoard's event files cannot be written to the folder '%s': ",
            file.resolve("maps"))
        .hasMessageEndingWith("\nMaybe choose another folder.");
  }

  @Test
  void methodsOfSeveralPassesAreRefused(@TempDir Path folder) {
    Saliency saliency = Saliency.of(vgg).method(new TwoPasses());
    String message =
        "The method 'TwoPasses[]' takes several passes, so there is no single graph to show.\n"
            + "Maybe show its inner method.";

    assertThatThrownBy(() -> saliency.writeGraphs(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> saliency.debug(folder).compute(INPUT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
  }

  @Test
  void graphsNeedAMethod(@TempDir Path folder) {
    assertThatThrownBy(() -> Saliency.of(vgg).writeGraphs(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("No method was chosen.");
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A method that the library does not have: more than one gradient. */
  private record TwoPasses() implements AttributionMethod {
    @Override
    public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
      throw new AssertionError("must be refused before");
    }
  }
}
