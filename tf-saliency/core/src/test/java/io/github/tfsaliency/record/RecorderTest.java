package io.github.tfsaliency.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.LibraryVersion;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.SessionOptions;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class RecorderTest {
  private static final Path MLP = Path.of("src/test/resources/models/mlp");
  private static final List<String> LABELS = List.of("cat", "dog");
  private static final InputSums INPUT = new InputSums(ImmutableMap.of(), Optional.empty());
  private static final FloatNdArray SAMPLES = NdArrays.ofFloats(Shape.of(2, 12));

  private static Model model;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    model =
        Model.from(MLP)
            .labels(LABELS)
            .session(SessionOptions.of().withIntraOpThreads(3).withInterOpThreads(1))
            .load();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static ExplanationRecord record(Saliency saliency) {
    Attribution map = saliency.compute(SAMPLES);
    return Recorder.of(model).record(saliency, INPUT, map, Optional.empty(), "image", "a.npy");
  }

  @Test
  void aRecordSaysWhatWasExplained() {
    Saliency saliency =
        Saliency.of(model)
            .method(Gradient.of())
            .target(Target.perSample(List.of(Target.label("dog"), Target.top())));
    Attribution map = saliency.compute(SAMPLES);

    ExplanationRecord record = record(saliency);

    assertThat(record.targets()).hasSize(2);
    ExplainedTarget first = record.targets().get(0);
    assertThat(first.asked()).isEqualTo("dog");
    assertThat(first.index()).isEqualTo(1);
    assertThat(first.label()).contains("dog");
    assertThat(first.score()).isEqualTo(map.scores().get(0));
    assertThat(first.gap()).isEmpty();
    assertThat(record.targets().get(1).asked()).isEqualTo("top");
    assertThat(record.method()).isEqualTo("gradient");
    assertThat(record.seed()).isEmpty();
    assertThat(record.map().sha256()).isEqualTo(Sha256.ofNpy(map));
    assertThat(RecordJson.fromJson(RecordJson.toJson(record))).isEqualTo(record);
  }

  @Test
  void aRecordSaysWhatComputed() {
    ExplanationRecord record = record(Saliency.of(model).method(Gradient.of()).memory(1 << 20));

    assertThat(record.circumstances().library()).isEqualTo("tf-saliency");
    assertThat(record.circumstances().versions())
        .containsEntry("tf-saliency", LibraryVersion.get())
        .containsEntry("Java", System.getProperty("java.version"))
        .containsKey("TensorFlow");
    assertThat(record.circumstances().intraOpThreads()).isEqualTo(3);
    assertThat(record.circumstances().interOpThreads()).isEqualTo(1);
    assertThat(record.circumstances().batchSize()).isEqualTo(2);
    assertThat(record.circumstances().memory()).isEqualTo(1 << 20);
  }

  @Test
  void aRecordSaysTheSeedOfWhatIsDrawn() {
    ExplanationRecord record =
        record(Saliency.of(model).method(MethodSpecs.parse("smooth-grad:samples=2,seed=-4")));

    assertThat(record.seed()).isEqualTo(OptionalLong.of(-4));
  }

  @Test
  void filesOfMethodsAndTargetsHaveTheirSums() throws IOException {
    Path baseline = folder.resolve("dark.npy");
    Npy.write(baseline, NdArrays.ofFloats(Shape.of(12)));
    String sum = Sha256.of(baseline);

    ExplanationRecord record =
        record(
            Saliency.of(model)
                .method(
                    MethodSpecs.parse("integrated-gradients:steps=2,baseline=0.5+" + baseline)));
    Files.delete(baseline);

    assertThat(record.files()).isEqualTo(ImmutableMap.of(baseline.toString(), sum));
  }

  @Test
  void whatWasGivenInJavaNamesNoFile() {
    ExplanationRecord record =
        record(
            Saliency.of(model)
                .method(
                    IntegratedGradients.of()
                        .withBaselines(Baseline.array(NdArrays.ofFloats(Shape.of(2, 12))))));

    assertThat(record.files()).isEmpty();
  }

  /** So that a file of them can be found: a label a line. */
  @Test
  void labelsThatWereGivenHaveTheSumOfAFile() {
    ExplanationRecord record = record(Saliency.of(model).method(Gradient.of()));

    assertThat(record.choices().labels())
        .contains(Sha256.of("cat\ndog\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(
            Recorder.of(model)
                .withLabelsFile("0".repeat(64))
                .record(
                    Saliency.of(model).method(Gradient.of()),
                    INPUT,
                    Saliency.of(model).method(Gradient.of()).compute(SAMPLES),
                    Optional.empty(),
                    "image",
                    "")
                .choices()
                .labels())
        .contains("0".repeat(64));
  }

  @Test
  void arraysThatInputsWereSetToHaveTheSumsOfTheirFiles() {
    FloatNdArray values = NdArrays.vectorOf(1f, 2f, 3f, 4f, 5f, 6f);
    try (Model set =
        Model.from(Path.of("src/test/resources/models/two_inputs"))
            .set("metadata", values)
            .load()) {
      Saliency saliency = Saliency.of(set).method(Gradient.of());
      Attribution map = saliency.compute(NdArrays.ofFloats(Shape.of(32, 32, 3)));

      ExplanationRecord record =
          Recorder.of(set).record(saliency, INPUT, map, Optional.empty(), "image", "");

      assertThat(record.choices().setFiles())
          .isEqualTo(ImmutableMap.of("metadata", Sha256.ofNpy(values)));
    }
  }

  @Test
  void aModelThatWasChangedHasNoRecord() {
    try (Model random = model.randomized(model.weightedLayers(), 1)) {
      assertThatThrownBy(() -> Recorder.of(random))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("The model 'src/test/resources/models/mlp' was changed after");
    }
    try (Model other =
        Model.from(Path.of("src/test/resources/models/vgg"))
            .encoding(PixelEncoding.raw())
            .reencodedAs(PixelEncoding.zeroToOne())
            .load()) {
      assertThatThrownBy(() -> Recorder.of(other)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void probabilitiesAreThoseOfTheTargets() {
    Attribution map =
        Saliency.of(model).method(Gradient.of()).target(Target.classIndex(1)).compute(SAMPLES);
    FloatNdArray probabilities = NdArrays.ofFloats(Shape.of(2, 3));
    probabilities.setFloat(0.25f, 0, 1).setFloat(0.75f, 1, 1);

    ImmutableList<ExplainedTarget> targets =
        ExplainedTarget.all(List.of("1"), map, Optional.of(probabilities));

    assertThat(targets)
        .extracting(target -> target.probability().orElseThrow())
        .containsExactly(0.25, 0.75);
  }
}
