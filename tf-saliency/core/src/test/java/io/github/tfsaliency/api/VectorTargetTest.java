package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.LayerTarget.Over;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.VectorReplica;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/** Scores, gradients and relevance of directions and similarities, against a replica. */
@TestInstance(Lifecycle.PER_CLASS)
class VectorTargetTest {
  private static final double ROUNDING = 2e-6;

  private final FloatNdArray input =
      Inputs.uniform(7, VectorReplica.HEIGHT, VectorReplica.WIDTH, VectorReplica.CHANNELS);
  private final double[] x = VectorReplica.doubles(input);
  private final FloatNdArray channels = NdArrays.vectorOf(0.5f, -2f, 1.25f);
  private final double[] ofChannels = VectorReplica.doubles(channels);
  private final FloatNdArray whole =
      Inputs.normal(8, VectorReplica.ROWS, VectorReplica.COLUMNS, VectorReplica.FEATURES);
  private final double[] ofAll = VectorReplica.doubles(whole);
  private VectorReplica replica;
  @AutoClose private Model model;

  @BeforeAll
  void load(@TempDir Path folder) throws IOException {
    replica = VectorReplica.write(folder);
    model = Model.load(folder);
  }

  /** Targets, each with its score by hand. */
  Stream<Arguments> targets() {
    String layer = replica.layer();
    return Stream.of(
        of(
            Target.direction(layer, channels),
            at -> VectorReplica.dot(VectorReplica.mean(replica.values(at)), ofChannels)),
        of(
            Target.direction(layer, channels).withOver(Over.SUM),
            at ->
                VectorReplica.PLACES
                    * VectorReplica.dot(VectorReplica.mean(replica.values(at)), ofChannels)),
        of(
            Target.direction(layer, channels).withRow(2).withColumn(1),
            at -> VectorReplica.dot(VectorReplica.at(replica.values(at), 2, 1), ofChannels)),
        of(Target.direction(layer, whole), at -> VectorReplica.dot(replica.values(at), ofAll)),
        of(
            Target.similarity(layer, channels),
            at -> VectorReplica.cosine(VectorReplica.mean(replica.values(at)), ofChannels)),
        of(
            Target.similarity(layer, channels).withOver(Over.SUM),
            at -> VectorReplica.cosine(VectorReplica.mean(replica.values(at)), ofChannels)),
        of(
            Target.similarity(layer, channels).withRow(3).withColumn(2),
            at -> VectorReplica.cosine(VectorReplica.at(replica.values(at), 3, 2), ofChannels)),
        of(Target.similarity(layer, whole), at -> VectorReplica.cosine(replica.values(at), ofAll)),
        of(
            Target.contrast(Target.classIndex(1), Target.classIndex(3)),
            at -> replica.logit(at, 1) - replica.logit(at, 3)),
        of(
            Target.contrast(Target.classIndex(2), Target.similarity(layer, whole)),
            at -> replica.logit(at, 2) - VectorReplica.cosine(replica.values(at), ofAll)),
        of(
            Target.contrast(
                Target.direction(layer, whole),
                Target.contrast(Target.direction(layer, channels), Target.classIndex(0))),
            at ->
                VectorReplica.dot(replica.values(at), ofAll)
                    - VectorReplica.dot(VectorReplica.mean(replica.values(at)), ofChannels)
                    + replica.logit(at, 0)));
  }

  private static Arguments of(Target target, ToDoubleFunction<double[]> score) {
    return Arguments.of(target, score);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void theScoreIsTheProductOrTheCosine(Target target, ToDoubleFunction<double[]> score) {
    Attribution map = Saliency.of(model).method(Gradient.of()).target(target).compute(input);

    assertThat(map.score()).isCloseTo(score.applyAsDouble(x), within(ROUNDING));
    assertThat(map.target()).isEqualTo(Target.TOP);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void theGradientIsThatOfTheReplica(Target target, ToDoubleFunction<double[]> score) {
    Attribution map = Saliency.of(model).method(Gradient.of()).target(target).compute(input);

    assertClose(map, VectorReplica.gradient(score, x));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void metricsAskForTheSameScore(Target target, ToDoubleFunction<double[]> score) {
    FloatNdArray two = Inputs.uniform(9, 2, 6, 5, 2);

    double[] scores = Saliency.of(model).target(target).scoresOf(input).scores(two);

    for (int i = 0; i < 2; i++) {
      assertThat(scores[i])
          .isCloseTo(score.applyAsDouble(VectorReplica.doubles(two.get(i))), within(ROUNDING));
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void deepLiftSumsToTheDifferenceOfTheScores(Target target, ToDoubleFunction<double[]> score) {
    double baseline = 0.3;
    double[] from = new double[x.length];
    Arrays.fill(from, (float) baseline);

    Attribution map =
        Saliency.of(model).method(DeepLift.of(baseline)).target(target).compute(input);

    double sum = DoubleStream.of(VectorReplica.doubles(map.values())).sum();
    assertThat(sum).isCloseTo(score.applyAsDouble(x) - score.applyAsDouble(from), within(1e-5));
    assertThat(map.gaps().orElseThrow().get(0)).isCloseTo(0, within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void aSampleAloneIsAsInABatch(Target target, ToDoubleFunction<double[]> score) {
    FloatNdArray three = Inputs.uniform(10, 3, 6, 5, 2);
    Saliency saliency = Saliency.of(model).method(Gradient.of()).target(target);

    Attribution all = saliency.compute(three);

    for (int i = 0; i < 3; i++) {
      assertThat(all.sample(i).toArray())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(saliency.compute(three.get(i)).toArray());
    }
  }

  private void assertRelevance(Target target, double[] start) {
    Attribution map = Saliency.of(model).method(Lrp.epsilon(1e-9)).target(target).compute(input);

    assertClose(map, replica.relevance(x, start));
  }

  @Test
  void relevanceOfADirectionStartsWithValueTimesVector() {
    double[] values = replica.values(x);
    double[] start = new double[values.length];
    double[] placed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      start[i] = values[i] * ofChannels[i % 3] / VectorReplica.PLACES;
      placed[i] = i / 3 == 7 ? values[i] * ofChannels[i % 3] : 0;
    }

    assertRelevance(Target.direction(replica.layer(), channels), start);
    assertRelevance(Target.direction(replica.layer(), channels).withRow(2).withColumn(1), placed);
  }

  @Test
  void relevanceOfASimilarityStartsWithValueTimesVectorOverBothLengths() {
    double[] values = replica.values(x);
    double lengths = Math.sqrt(VectorReplica.dot(values, values) * VectorReplica.dot(ofAll, ofAll));
    double[] start = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      start[i] = values[i] * ofAll[i] / lengths;
    }

    assertRelevance(Target.similarity(replica.layer(), whole), start);
  }

  @Test
  void relevanceOfAMeansSimilarityStartsWithTheShareOfEachPlace() {
    double[] values = replica.values(x);
    double[] mean = VectorReplica.mean(values);
    double lengths =
        Math.sqrt(VectorReplica.dot(mean, mean) * VectorReplica.dot(ofChannels, ofChannels));
    double[] start = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      start[i] = values[i] * ofChannels[i % 3] / VectorReplica.PLACES / lengths;
    }

    assertRelevance(Target.similarity(replica.layer(), channels), start);
  }

  @Test
  void theTopClassOfAContrastIsThatOfEachSample() {
    FloatNdArray batch = Inputs.normal(12, 6, 6, 5, 2);
    Saliency gradient = Saliency.of(model).method(Gradient.of());
    long[] tops = gradient.compute(batch).targets().toArray();

    double[] scores =
        gradient
            .target(Target.contrast(Target.top(), Target.classIndex(0)))
            .compute(batch)
            .scores()
            .toArray();

    for (int i = 0; i < tops.length; i++) {
      double[] sample = VectorReplica.doubles(batch.get(i));
      assertThat(scores[i])
          .isCloseTo(replica.logit(sample, (int) tops[i]) - replica.logit(sample, 0), within(1e-5));
    }
  }

  @Test
  void eachSampleMayHaveItsOwnVector() {
    FloatNdArray batch = Inputs.uniform(13, 2, 6, 5, 2);
    Target one = Target.direction(replica.layer(), channels);
    Target other = Target.direction(replica.layer(), NdArrays.vectorOf(1f, 0f, 0f));
    Saliency gradient = Saliency.of(model).method(Gradient.of());

    Attribution maps = gradient.target(Target.perSample(List.of(one, other))).compute(batch);

    assertThat(maps.sample(0).toArray())
        .isEqualTo(gradient.target(one).compute(batch).sample(0).toArray());
    assertThat(maps.sample(1).toArray())
        .isEqualTo(gradient.target(other).compute(batch).sample(1).toArray());
  }

  private static void assertClose(Attribution map, double[] expected) {
    double[] values = VectorReplica.doubles(map.values());
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isPositive();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(expected[i], within(1e-5 * largest));
    }
  }
}
