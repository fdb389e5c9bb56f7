package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.GroupedInput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Metrics that remove groups of features: those of a model of the groups' sums are what they are of
 * the same model with a feature for each sum.
 */
class GroupedMetricsTest {
  private static final Shape SHAPE = Shape.of(2, 2, 3, 1);
  private static final Baseline ZERO = Baseline.constant(0);
  private static final FeatureGroups GROUPS =
      FeatureGroups.of(
          List.of(GroupedInput.of("x", SHAPE)),
          Map.of("a", List.of("0", "7"), "b", List.of("1", "2", "3"), "c", List.of("4", "11")));
  private static final int[] LABELS = GROUPS.labels("x", SHAPE);

  private final float[] input = {1, -2, 3, 0.5f, 7, -1, 2, 2, 0.25f, 4, -3, 5};
  private final float[] map = {3, 1, -4, 1, 5, -9, 2, 6, 5, 3, -5, 8};

  private static FloatNdArray sums(float... values) {
    double[] sums = new double[GROUPS.names().size()];
    for (int i = 0; i < values.length; i++) {
      sums[LABELS[i]] += values[i];
    }
    return Models.vector(sums);
  }

  private static FloatNdArray whole(float... values) {
    return NdArrays.wrap(SHAPE, DataBuffers.of(values, false, false));
  }

  private static ScoreFunction ofSums() {
    ScoreFunction model = Models.entangled();
    return batch -> {
      int samples = Math.toIntExact(batch.shape().get(0));
      double[] scores = new double[samples];
      for (int i = 0; i < samples; i++) {
        float[] values = new float[LABELS.length];
        batch.get(i).copyTo(DataBuffers.of(values, false, false));
        FloatNdArray sums = sums(values);
        FloatNdArray one = NdArrays.ofFloats(Shape.of(1).append(sums.shape()));
        sums.copyTo(one.get(0));
        scores[i] = model.scores(one)[0];
      }
      return scores;
    };
  }

  /** A metric, with groups or without. */
  @FunctionalInterface
  private interface Measure {
    double of(boolean grouped, ScoreFunction model, FloatNdArray input, Attribution map);
  }

  private void assertAlike(Measure measure) {
    double grouped = measure.of(true, ofSums(), whole(input), Attribution.of(whole(map)));
    double plain = measure.of(false, Models.entangled(), sums(input), Attribution.of(sums(map)));

    assertThat(grouped).isCloseTo(plain, within(1e-5));
  }

  @Test
  void deletionTakesTheGroupWithTheLargestSumFirst() {
    assertAlike(
        (grouped, model, sample, of) -> {
          PixelCurve deletion = Deletion.of(ZERO);
          return (grouped ? deletion.withGroups(GROUPS) : deletion)
              .measure(model, sample, of)
              .area();
        });
  }

  @Test
  void insertionPutsTheGroupWithTheLargestSumBackFirst() {
    assertAlike(
        (grouped, model, sample, of) -> {
          PixelCurve insertion = Insertion.of(ZERO).withSteps(3);
          return (grouped ? insertion.withGroups(GROUPS) : insertion)
              .measure(model, sample, of)
              .area();
        });
  }

  @Test
  void regionsAreGroups() {
    assertAlike(
        (grouped, model, sample, of) -> {
          RegionPerturbation regions = RegionPerturbation.of(ZERO).withSide(1);
          return (grouped ? regions.withGroups(GROUPS) : regions).abpc(model, sample, of);
        });
  }

  @Test
  void subsetsOfSensitivityAreOfGroups() {
    assertAlike(
        (grouped, model, sample, of) -> {
          SensitivityN sensitivity = SensitivityN.of(2, ZERO);
          return (grouped ? sensitivity.withGroups(GROUPS) : sensitivity)
              .measure(model, sample, of);
        });
  }

  @Test
  void cellsOfMuFidelityAreGroups() {
    assertAlike(
        (grouped, model, sample, of) -> {
          MuFidelity fidelity = MuFidelity.of(ZERO).withShare(0.4).withGrid(99);
          return (grouped ? fidelity.withGroups(GROUPS) : fidelity).measure(model, sample, of);
        });
  }

  @Test
  void theGradientOfALinearModelFitsAllLossesOfGroups() {
    double[] weights = {3, -1, -2, 0.25, 1, 1, 2, 4, -4, 0, 0.5, 7};
    float[] slopes = new float[weights.length];
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = (float) weights[i];
    }
    Infidelity metric = Infidelity.of(Perturbations.groups(GROUPS, Baseline.constant(0.5)));

    assertThat(
            metric.measure(Models.linear(2, weights), whole(input), Attribution.of(whole(slopes))))
        .isCloseTo(0, offset(1e-8));
    assertThat(metric.measure(Models.linear(2, weights), whole(input), Attribution.of(whole(map))))
        .isGreaterThan(1);
  }

  @Test
  void aGroupIsLostAsAWhole() {
    var changes = Perturbations.groups(GROUPS, ZERO).of(Sample.ofElements(whole(input)));
    boolean[] lost = new boolean[GROUPS.names().size()];
    boolean[] kept = new boolean[lost.length];
    for (int k = 0; k < Perturbations.DEFAULT_SAMPLES; k++) {
      float[] change = changes.apply(k);
      for (int i = 0; i < change.length; i++) {
        boolean gone = change[i] != 0;
        assertThat(change[i]).isEqualTo(gone ? input[i] : 0);
        for (int j = 0; j < i; j++) {
          assertThat(LABELS[i] != LABELS[j] || gone == (change[j] != 0)).isTrue();
        }
        (gone ? lost : kept)[LABELS[i]] = true;
      }
    }
    assertThat(lost).doesNotContain(false);
    assertThat(kept).doesNotContain(false);
  }

  @Test
  void moreGroupsThanThereAreAreRefused() {
    assertThatThrownBy(
            () ->
                SensitivityN.of(9, ZERO)
                    .withGroups(GROUPS)
                    .measure(ofSums(), whole(input), Attribution.of(whole(map))))
        .hasMessage("A subset of 9 groups cannot be drawn from 8.");
  }
}
