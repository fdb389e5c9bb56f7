package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.LayerTarget.Over;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.attention.AttentionRollout;
import io.github.tfsaliency.method.attention.Cdam;
import io.github.tfsaliency.method.attention.GenericAttention;
import io.github.tfsaliency.method.attention.LibraGrad;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.SpecRow;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.TwoLayouts;
import io.github.tfsaliency.support.VectorReplica;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/** Which layers, vectors and methods go together, in a network of both orders of channels. */
@TestInstance(Lifecycle.PER_CLASS)
class VectorTargetFitTest {
  /** The networks have none. */
  private static final ImmutableSet<Class<?>> OF_ATTENTION =
      ImmutableSet.of(AttentionRollout.class, Cdam.class, GenericAttention.class, LibraGrad.class);

  private final FloatNdArray picture = Inputs.normal(3, 12, 10, 3);
  private final FloatNdArray channels = Inputs.normal(4, 8);
  @AutoClose private Model last;
  @AutoClose private Model first;

  @BeforeAll
  void load(@TempDir Path folder) throws IOException {
    last = Model.load(TwoLayouts.classifier(folder.resolve("last"), false));
    first = Model.load(TwoLayouts.classifier(folder.resolve("first"), true));
  }

  static Stream<String> samples() {
    return MethodSpecs.rows().stream()
        .map(SpecRow::sample)
        .filter(sample -> !OF_ATTENTION.contains(MethodSpecs.parse(sample).getClass()))
        .filter(sample -> MethodSpecs.parse(sample).mapsInputs())
        .filter(sample -> !sample.contains("layer=NAME"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyMethodExplainsASimilarity(String method) {
    Saliency saliency =
        Saliency.of(last)
            .method(MethodSpecs.parse(method))
            .target(Target.similarity("relu2", channels));

    Attribution map = saliency.compute(picture);

    assertThat(map.output()).isEqualTo("relu2");
    assertThat(map.score())
        .isCloseTo(saliency.scoresOf(picture).scores(ofOne(picture))[0], within(1e-6));
  }

  private static FloatNdArray ofOne(FloatNdArray sample) {
    return NdArrays.ofFloats(sample.shape().prepend(1)).set(sample, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu1", "relu2", "relu3", "pool1", "gated"})
  void aVectorOfTheWholeShapeIsInTheOrderOfTheFile(String layer) {
    FloatNdArray given = Inputs.normal(5, shape(layer));
    Attribution ofLast = map(last, picture, Target.similarity(layer, given));

    Attribution ofFirst =
        map(
            first,
            ChannelAxis.sampleToFirst(picture),
            Target.similarity(layer, ChannelAxis.sampleToFirst(given)));

    assertThat(ofFirst.score()).isCloseTo(ofLast.score(), within(1e-6));
    assertThat(ChannelAxis.sampleToLast(ofFirst.values()))
        .satisfies(
            values ->
                assertThat(VectorReplica.doubles(values))
                    .usingComparatorWithPrecision(1e-5)
                    .containsExactly(VectorReplica.doubles(ofLast.values())));
  }

  private static long[] shape(String layer) {
    return switch (layer) {
      case "relu1" -> new long[] {12, 10, 8};
      case "relu3" -> new long[] {3, 3, 8};
      case "gated" -> new long[] {6, 5, 16};
      default -> new long[] {6, 5, 8};
    };
  }

  @Test
  void aVectorOfChannelsIsTheSameInBothOrders() {
    for (Target target :
        List.of(
            Target.direction("relu2", channels),
            Target.direction("relu2", channels).withOver(Over.SUM),
            Target.direction("relu2", channels).withRow(5).withColumn(4),
            Target.similarity("relu2", channels),
            Target.similarity("mean", channels))) {
      assertThat(map(first, ChannelAxis.sampleToFirst(picture), target).score())
          .isCloseTo(map(last, picture, target).score(), within(1e-5));
    }
  }

  private static Attribution map(Model model, FloatNdArray input, Target target) {
    return Saliency.of(model).method(Gradient.of()).target(target).compute(input);
  }

  @Test
  void aVectorOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> map(first, ChannelAxis.sampleToFirst(picture), direction("relu1", 7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The vector of shape [7] does not fit the layer 'relu1': its values have the shape"
                + " [8, 12, 10] for each sample, channels first.\n"
                + "Maybe give one number for each of its 8 channels, or an array of that shape.");
    assertThatThrownBy(() -> map(last, picture, direction("mean", 7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The vector of shape [7] does not fit the layer 'mean': its values have the shape [8]"
                + " for each sample.\nMaybe give an array of that shape.");
    assertThatThrownBy(
            () -> map(last, picture, Target.direction("relu1", Inputs.normal(1, 8, 12, 10))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The vector of shape [8, 12, 10] does not fit the layer 'relu1'");
  }

  private static io.github.tfsaliency.attribution.Direction direction(String layer, long size) {
    return Target.direction(layer, Inputs.normal(1, size));
  }

  @Test
  void whatIsReadOfNoPlacesIsRefused() {
    assertThatThrownBy(() -> map(last, picture, direction("mean", 8).withOver(Over.MEAN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The vector has the shape of all values of the layer 'mean', [8], so there are no"
                + " positions to average or sum.\n"
                + "Maybe leave out over.");
    assertThatThrownBy(
            () ->
                map(
                    last,
                    picture,
                    Target.similarity("relu3", Inputs.normal(1, 3, 3, 8)).withRow(1).withColumn(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The vector has the shape of all values of the layer 'relu3', [3, 3, 8], so there are"
                + " no positions to pick one from.\n"
                + "Maybe leave out row and column, or give one number for each channel.");
  }

  @Test
  void aPlaceThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> map(last, picture, direction("relu2", 8).withRow(6).withColumn(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Row 6, column 0 is outside the layer 'relu2' of 6 rows and 5 columns.\n"
                + "Maybe count from 0.");
    assertThatThrownBy(() -> map(last, picture, direction("relu2", 8).withRow(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The target picks a row, but the positions of the layer 'relu2' have a row and a"
                + " column, as its values have the shape [6, 5, 8] for each sample.\n"
                + "Maybe give row and column.");
    assertThatThrownBy(() -> direction("relu2", 8).withColumn(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The column 1 is not a position without a row.\nMaybe give row=R, too.");
    assertThatThrownBy(() -> direction("relu2", 8).withRow(1).withOver(Over.SUM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The target reads one position, row 1, and also a mean");
  }

  @Test
  void aLayerThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> map(last, picture, direction("relu7", 8)))
        .isInstanceOf(NoMatchingNodeException.class)
        .hasMessageStartingWith(
            "The model '" + last.directory() + "' has no layer 'relu7' between its inputs and its")
        .hasMessageContaining("Maybe one of 'relu1', 'relu2', 'relu3'");
  }

  @Test
  void relevanceStartsAtNoLayerThatIsMergedWithItsBatchNorm() {
    Saliency relevance = Saliency.of(last).method(Lrp.zPlus()).target(direction("conv1", 8));

    assertThatThrownBy(() -> relevance.compute(picture))
        .isInstanceOf(NoMatchingNodeException.class)
        .hasMessageContaining("is merged with the BatchNorm after it");
  }

  @Test
  void aLayerBehindTheTargetsLayerCannotBeMapped() {
    Saliency saliency = Saliency.of(last).target(direction("relu2", 8));

    assertThatThrownBy(
            () -> saliency.method(MethodSpecs.parse("grad-cam:layer=relu3")).compute(picture))
        .isInstanceOf(NoMatchingNodeException.class)
        .hasMessageContaining("The layer 'relu3' of the model")
        .hasMessageContaining(
            "it comes after the layer that the target reads, 'relu2', or beside it.");
    assertThatCode(
            () -> saliency.method(MethodSpecs.parse("grad-cam:layer=relu2")).compute(picture))
        .doesNotThrowAnyException();
    assertThat(saliency.method(GradCam.of()).layer()).hasValue("bias2");
  }

  @Test
  void aVectorThatIsNotFiniteIsRefused() {
    assertThatThrownBy(() -> Target.direction("x", NdArrays.vectorOf(1f, Float.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The vector of shape [2] is NaN at index 1, but must be finite.");
    assertThatThrownBy(() -> Target.similarity("x", NdArrays.vectorOf(0f, 0f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The vector of shape [2] is zero everywhere, so it has no direction.\n"
                + "Maybe use a direction.");
  }

  @Test
  void aContrastOfRelevanceNeedsAClass() {
    assertThatThrownBy(
            () ->
                Saliency.of(last)
                    .method(MethodSpecs.parse("lrp:rule=epsilon,start=contrast"))
                    .target(direction("relu2", 8))
                    .compute(picture))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A contrast needs one class as each sample's target");
  }

  @Test
  void theRulesAreThoseAheadOfTheLayer() {
    assertThat(
            Saliency.of(last).method(Lrp.zPlus()).target(direction("relu1", 8)).rules().stream()
                .map(rule -> rule.layer().name()))
        .contains("conv1")
        .doesNotContain("conv2");
  }
}
