package io.github.tfsaliency.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.TextFormat;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What {@link Saliency#debug} writes, read back through TensorBoard's own pages. */
@TestInstance(Lifecycle.PER_CLASS)
class TensorBoardTest {
  private static final RectifiedGradient METHOD = RectifiedGradient.percentile(80);
  private static final String RELU = "vgg_1/relu_4_1/Relu";
  private static final Path PHOTO = Path.of("src/test/resources/image/chelsea-part.png");
  private static final int SIDE = 32;

  @AutoClose private Model model;
  private Attribution map;
  @AutoClose private TensorBoard tensorBoard;

  @BeforeAll
  void writeAndOpen(@TempDir Path folder) throws IOException {
    model = Model.from(References.model("vgg")).encoding(PixelEncoding.zeroToOne()).load();
    Saliency debugged = Saliency.of(model).method(METHOD).debug(folder.resolve("log"));
    var first = debugged.compute(Inputs.uniform(1, 2, SIDE, SIDE, 3));
    assertThat(first.sampleCount()).isEqualTo(2);
    map = debugged.compute(PHOTO);
    tensorBoard = TensorBoard.open(folder.resolve("log"), folder.resolve("output.txt"));
    tensorBoard.await("all that was written", this::isLoaded);
  }

  private boolean isLoaded() {
    JsonObject tags = tensorBoard.json("plugin/scalars/tags").getAsJsonObject();
    return tensorBoard.json("plugin/graphs/info").getAsJsonObject().size() == 3
        && tags.has("maps")
        && tags.getAsJsonObject("maps").has("score/sample 0")
        && steps("scalars/scalars", "score/sample 0").equals(List.of(1L, 2L));
  }

  @Test
  void everyStageIsARunOfItsOwn() {
    assertThat(strings(tensorBoard.json("runs")))
        .containsExactlyInAnyOrder("inference", "marked", "gradient", "maps");
    assertThat(tensorBoard.json("plugin/graphs/info").getAsJsonObject().keySet())
        .containsExactlyInAnyOrder("inference", "marked", "gradient");
  }

  @Test
  void theInferenceGraphIsTheModelWithoutMarkers() throws IOException {
    GraphDef graph = graph("inference");

    assertThat(graph.getNodeList()).extracting(NodeDef::getName).contains(RELU);
    assertThat(graph.getNodeList()).extracting(NodeDef::getOp).doesNotContain("IdentityN");
    assertThat(graph.getLibrary().getFunctionCount()).isZero();
  }

  @Test
  void aMarkerInTheMarkedGraphNamesItsRule() throws IOException {
    NodeDef marker = node(graph("marked"), "saliency/rectgrad/" + RELU);

    assertThat(marker.getOp()).isEqualTo("IdentityN");
    assertThat(marker.getAttrOrThrow("_gradient_op_type").getS().toStringUtf8())
        .isEqualTo("rectgrad");
    assertThat(marker.getInput(0)).isEqualTo("saliency/rectgrad/" + RELU + "/stop");
  }

  @Test
  void theGradientGraphShowsWhatRuns() throws IOException {
    GraphDef graph = graph("gradient");

    assertThat(node(graph, "activations_number").getOp()).isEqualTo("Placeholder");
    assertThat(node(graph, "forward/saliency/rectgrad/" + RELU).getOp()).isEqualTo("IdentityN");
    assertThat(graph.getNodeList())
        .extracting(node -> node.getName().replaceAll("/.*", ""))
        .contains("target", "forward", "gradient", "map")
        .noneMatch(name -> name.startsWith("pass"));
  }

  @Test
  void theInputStandsBesideItsMapAndTheOverlay() throws IOException {
    Picture photo = Picture.read(PHOTO).fit(SIDE, SIDE);
    Heatmap heatmap = Heatmap.of(map);

    assertSame(image("attribution/sample 0/input"), photo);
    assertSame(image("attribution/sample 0/map"), heatmap.toPicture());
    assertSame(image("attribution/sample 0/overlay"), heatmap.overlay(photo));
  }

  @Test
  void whatArrivesAtALayerIsAPictureOfItsSize() throws IOException {
    BufferedImage image = image(layer() + "/sample 0");

    assertThat(image.getWidth()).isEqualTo(SIDE);
    assertThat(image.getHeight()).isEqualTo(SIDE);
  }

  @Test
  void whatArrivesAtALayerIsAHistogramOfAllItsValues() {
    JsonArray last = last("histograms/histograms", layer()).get(2).getAsJsonArray();

    double values = 0;
    for (JsonElement bucket : last) {
      values += bucket.getAsJsonArray().get(2).getAsDouble();
    }
    assertThat(values).isCloseTo(SIDE * SIDE * 8, within(0.5));
    assertThat(steps("histograms/histograms", "attribution/map")).containsExactly(1L, 2L);
  }

  @Test
  void theNumbersOfEveryCallAreThere() {
    assertThat(last("scalars/scalars", "score/sample 0").get(2).getAsDouble())
        .isCloseTo(map.score(), within(1e-5));
    assertThat(last("scalars/scalars", "target/sample 0").get(2).getAsLong())
        .isEqualTo(map.target());
    assertThat(tensorBoard.text("plugin/text/text", "run", "maps", "tag", "call"))
        .contains(MethodSpecs.print(METHOD))
        .contains(map.output());
  }

  /** Layers are numbered in the order of the forward pass. */
  private String layer() {
    JsonObject tags =
        tensorBoard.json("plugin/histograms/tags").getAsJsonObject().getAsJsonObject("maps");
    return tags.keySet().stream().filter(tag -> tag.endsWith(" " + RELU)).findFirst().orElseThrow();
  }

  private GraphDef graph(String run) throws IOException {
    GraphDef.Builder graph = GraphDef.newBuilder();
    TextFormat.merge(tensorBoard.text("plugin/graphs/graph", "run", run), graph);
    return graph.build();
  }

  private static NodeDef node(GraphDef graph, String name) {
    return graph.getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private BufferedImage image(String tag) throws IOException {
    JsonArray shown =
        tensorBoard
            .json("plugin/images/images", "run", "maps", "tag", tag + "/image", "sample", "0")
            .getAsJsonArray();
    String query = shown.get(shown.size() - 1).getAsJsonObject().get("query").getAsString();
    byte[] png = tensorBoard.bytes("plugin/images/individualImage?" + query);
    assertThat(png).startsWith(0x89, 'P', 'N', 'G');
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static void assertSame(BufferedImage actual, Picture expected) {
    assertThat(Maps.array(Picture.of(actual).pixels())).isEqualTo(Maps.array(expected.pixels()));
  }

  private JsonArray events(String route, String tag) {
    return tensorBoard.json("plugin/" + route, "run", "maps", "tag", tag).getAsJsonArray();
  }

  private JsonArray last(String route, String tag) {
    JsonArray events = events(route, tag);
    return events.get(events.size() - 1).getAsJsonArray();
  }

  private List<Long> steps(String route, String tag) {
    return StreamSupport.stream(events(route, tag).spliterator(), false)
        .map(event -> event.getAsJsonArray().get(1).getAsLong())
        .toList();
  }

  private static List<String> strings(JsonElement array) {
    ImmutableList.Builder<String> strings = ImmutableList.builder();
    array.getAsJsonArray().forEach(element -> strings.add(element.getAsString()));
    return strings.build();
  }
}
