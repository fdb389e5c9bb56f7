package io.github.tfsaliency.spark;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.record.ExplanationRecord;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.RecordJson;
import io.github.tfsaliency.record.Sha256;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Rows become results: together, in their order, and each with its own error. */
class ExplainerTest {
  private static final int BROKEN = -1;
  private static final int NOT_A_NUMBER = -2;
  private static final int SMALL = -3;

  @AutoClose private final Model model = Model.load(Path.of("../../savedmodels/garments"));

  private final Recorder recorder = Recorder.of(model);

  @Test
  void eachMapIsThatOfItsRowAlone() {
    List<Result> results = explain(Format.MAP, 1, 2, 3, 4, 5);

    for (int seed = 1; seed <= 5; seed++) {
      Attribution alone = Saliency.of(model).method(Gradient.of()).compute(values(seed));
      Result result = results.get(seed - 1);
      assertThat(result.target()).isEqualTo(alone.target());
      assertThat(result.label()).isEqualTo(alone.label().orElseThrow());
      assertThat(result.score()).isCloseTo(alone.score(), within(1e-5));
      assertThat(result.shape()).containsExactly(32, 32, 3);
      assertThat(result.map()).containsExactly(alone.toArray(), within(1e-6f));
      assertThat(result.gap()).isNull();
      assertThat(result.png()).isNull();
      assertThat(result.error()).isNull();
    }
  }

  @Test
  void aRowThatCannotBeReadIsARowWithItsError() {
    List<Result> results = explain(Format.MAP, 1, BROKEN, 2);

    assertThat(results).extracting(Result::error).containsExactly(null, "No such row.", null);
    assertThat(results.get(1)).isEqualTo(Result.failed("No such row."));
  }

  @Test
  void aRowThatTheModelRefusesCostsTheOthersOfItsBatchNothing() {
    List<Result> results = explain(Format.MAP, 1, 2, NOT_A_NUMBER, SMALL, 3);

    assertThat(results.get(2).error()).contains("NaN");
    assertThat(results.get(3).error()).contains("shape");
    assertThat(List.of(results.get(0), results.get(1), results.get(4)))
        .allSatisfy(result -> assertThat(result.map()).hasSize(32 * 32 * 3));
  }

  @Test
  void rowsAreReadWhenResultsAreAskedFor() {
    AtomicInteger read = new AtomicInteger();
    Explainer explainer =
        new Explainer(
            model, Saliency.of(model).method(Gradient.of()).memory(1), () -> recorder, Format.MAP);

    Iterator<Explainer.Explained<Integer>> results =
        explainer.explain(
            List.of(1, 2, 3, 4, 5, 6).iterator(),
            seed -> {
              read.incrementAndGet();
              return sample(seed);
            });

    assertThat(read).hasValue(0);
    assertThat(results.next().row()).isEqualTo(1);
    assertThat(read).hasValueLessThan(4);
  }

  @Test
  void theFormatPngHasAPictureAndNoValues() throws Exception {
    Result result = explain(Format.PNG, 1).get(0);

    assertThat(result.map()).isNull();
    assertThat(result.shape()).containsExactly(32, 32, 3);
    assertThat(ImageIO.read(new ByteArrayInputStream(result.png())).getWidth()).isEqualTo(32);
  }

  @Test
  void aMapWithoutRowsAndColumnsIsNoPicture() {
    try (Model rows = model("mlp")) {
      Result result = explain(rows, Format.PNG, NdArrays.ofFloats(Shape.of(12)));

      assertThat(result.error()).contains("not a picture");
    }
  }

  @Test
  void theRecordSaysWhatWasExplainedOfWhichFile() {
    ExplanationRecord record = record(explain(Format.MAP, 7).get(0));

    assertThat(record.method()).isEqualTo("gradient");
    assertThat(record.input().files()).containsEntry("image", Sha256.ofNpy(values(7)));
    assertThat(record.targets().get(0).asked()).isEqualTo("top");
  }

  @Test
  void theRecordOfAModelWithASoftmaxHasTheProbability() {
    try (Model softmax = model("vgg_softmax")) {
      FloatNdArray values = NdArrays.ofFloats(softmax.inputShape().tail());
      ExplanationRecord record = record(explain(softmax, Format.MAP, values));

      assertThat(record.targets().get(0).probability()).isPresent();
    }
  }

  private static ExplanationRecord record(Result result) {
    return RecordJson.fromJson(requireNonNull(result.record()));
  }

  private static Model model(String name) {
    return Model.load(Path.of("../core/src/test/resources/models").resolve(name));
  }

  private static Result explain(Model other, Format format, FloatNdArray values) {
    return new Explainer(
            other,
            Saliency.of(other).method(Gradient.of()),
            Suppliers.memoize(() -> Recorder.of(other)),
            format)
        .explain(List.of(values).iterator(), array -> sample(other, array))
        .next()
        .result();
  }

  private List<Result> explain(Format format, Integer... seeds) {
    Explainer explainer =
        new Explainer(model, Saliency.of(model).method(Gradient.of()), () -> recorder, format);
    return Lists.newArrayList(explainer.explain(List.of(seeds).iterator(), this::sample)).stream()
        .map(Explainer.Explained::result)
        .toList();
  }

  private Sample sample(int seed) {
    if (seed == BROKEN) {
      throw new IllegalArgumentException("No such row.");
    }
    return sample(model, values(seed));
  }

  private static Sample sample(Model of, FloatNdArray values) {
    return new Sample(
        values,
        Optional.<Picture>empty(),
        () ->
            new InputSums(
                ImmutableMap.of(of.inputNames().get(0), Sha256.ofNpy(values)), Optional.empty()));
  }

  private static FloatNdArray values(int seed) {
    float[] values = new float[seed == SMALL ? 3 : 32 * 32 * 3];
    Random random = new Random(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    if (seed == NOT_A_NUMBER) {
      values[5] = Float.NaN;
    }
    Shape shape = seed == SMALL ? Shape.of(1, 1, 3) : Shape.of(32, 32, 3);
    return NdArrays.wrap(shape, DataBuffers.of(values, false, false));
  }
}
