package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Segments;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.ScoredGraphs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

class KernelShapTest {
  private static final int PLAYERS = 6;

  /** 12 segments: fewer samples than the 4094 coalitions, but any that determine them will do. */
  @ParameterizedTest
  @ValueSource(ints = {40, 400, 5000})
  void segmentsOfALinearModelGetTheirPartOfTheScore(int samples) {
    FloatNdArray input = Inputs.normal(1, 1, 6, 8, 2);
    double[] weights = ScoredGraphs.doubles(Inputs.normal(2, 6 * 8 * 2));
    Segments segments = Segments.grid(6, 8, 3, 4);
    double[] parts = new double[segments.count()];
    double[] values = ScoredGraphs.doubles(input);
    for (int i = 0; i < weights.length; i++) {
      parts[label(segments, i / 2)] += weights[i] * (values[i] - 0.5);
    }

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, 6, 8, 2),
            KernelShap.of()
                .withSamples(samples)
                .withSegmentation(segments)
                .withBaseline(Baseline.constant(0.5)),
            input,
            0);

    assertThat(map).hasSize(6 * 8);
    for (int pixel = 0; pixel < map.length; pixel++) {
      assertThat((double) map[pixel]).isCloseTo(parts[label(segments, pixel)], within(1e-4));
    }
  }

  private static int label(Segments segments, int pixel) {
    return segments.label(pixel / segments.width(), pixel % segments.width());
  }

  @Test
  void allCoalitionsGiveTheMeanOverAllOrders() {
    FloatNdArray input = Inputs.normal(3, 1, PLAYERS);
    InferenceGraph model = ScoredGraphs.nonlinear(PLAYERS);
    double[] expected = shapleyValues(scoresOfCoalitions(model, input));

    // all but the empty and the full one
    float[] map =
        ScoredGraphs.map(model, KernelShap.of().withSamples((1 << PLAYERS) - 2), input, 1);

    for (int player = 0; player < PLAYERS; player++) {
      assertThat((double) map[player]).isCloseTo(expected[player], within(1e-5));
    }
  }

  @Test
  void drawnCoalitionsComeNearTheMeanOverAllOrders() {
    FloatNdArray input = Inputs.normal(3, 1, PLAYERS);
    InferenceGraph model = ScoredGraphs.nonlinear(PLAYERS);
    double[] expected = shapleyValues(scoresOfCoalitions(model, input));

    float[] map = ScoredGraphs.map(model, KernelShap.of().withSamples(40), input, 1);

    for (int player = 0; player < PLAYERS; player++) {
      assertThat((double) map[player]).isCloseTo(expected[player], within(0.1));
    }
  }

  private static double[] scoresOfCoalitions(InferenceGraph model, FloatNdArray input) {
    double[] rows = new double[PLAYERS << PLAYERS];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (((i / PLAYERS) >> (i % PLAYERS)) & 1) * input.getFloat(0, i % PLAYERS);
    }
    FloatNdArray batch = ScoredGraphs.array(rows, 1 << PLAYERS, PLAYERS);
    return ScoredGraphs.explain(model, Gradient.of(), batch, 1).scores().toArray();
  }

  /** What each player adds where it comes, over all 720 orders. */
  private static double[] shapleyValues(double[] scores) {
    double[] values = new double[PLAYERS];
    List<List<Integer>> orders = orders(PLAYERS);
    for (List<Integer> order : orders) {
      int present = 0;
      for (int player : order) {
        values[player] += (scores[present | (1 << player)] - scores[present]) / orders.size();
        present |= 1 << player;
      }
    }
    return values;
  }

  private static List<List<Integer>> orders(int players) {
    if (players == 0) {
      return List.of(List.of());
    }
    List<List<Integer>> orders = new ArrayList<>();
    for (List<Integer> shorter : orders(players - 1)) {
      for (int place = 0; place < players; place++) {
        List<Integer> order = new ArrayList<>(shorter);
        order.add(place, players - 1);
        orders.add(Collections.unmodifiableList(order));
      }
    }
    return orders;
  }

  @Test
  void valuesSumToTheDifferenceFromTheBaselineWhateverIsDrawn() {
    FloatNdArray input = Inputs.normal(3, 1, 20);
    InferenceGraph model = ScoredGraphs.nonlinear(20);

    GradientResult result =
        ScoredGraphs.explain(model, KernelShap.of().withSamples(100).withSeed(5), input, 2);

    double atZero =
        ScoredGraphs.explain(model, Gradient.of(), ScoredGraphs.array(new double[20], 1, 20), 2)
            .scores()
            .get(0);
    double sum = 0;
    for (float value : Maps.array(result.onlyMap())) {
      sum += value;
    }
    assertThat(sum).isCloseTo(result.scores().get(0) - atZero, within(1e-5));
  }

  @Test
  void aLoneSegmentGetsTheWholeDifference() {
    double[] weights = {1, 2, 3, 4};

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, 2, 2, 1),
            KernelShap.of().withSegmentation(Segmentation.grid(1, 1)),
            ScoredGraphs.array(new double[] {1, 1, 1, 1}, 1, 2, 2, 1),
            0);

    assertThat(map).containsOnly(10);
  }

  @Test
  void pixelsOfNoSegmentAreNeverHidden() {
    double[] weights = {1, 2, 3, 4};

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, 4),
            KernelShap.of().withSegmentation(Segments.of(new int[][] {{0, -1, 1, 1}})),
            ScoredGraphs.array(new double[] {1, 1, 1, 1}, 1, 4),
            0);

    assertThat(map).containsExactly(new float[] {1, 0, 7, 7}, within(1e-5f));
  }

  @Test
  void saysWhenCoalitionsAreTooFew() {
    assertThatThrownBy(
            () ->
                ScoredGraphs.map(
                    ScoredGraphs.nonlinear(12),
                    KernelShap.of().withSamples(5),
                    Inputs.normal(1, 1, 12),
                    0))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            """
            5 coalitions do not determine the values of 12 segments.
            Maybe use more coalitions, or fewer segments.\
            """);
  }

  @Test
  void refusesNoCoalitions() {
    assertThatThrownBy(() -> KernelShap.of().withSamples(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The number of coalitions (0) must be positive.");
  }
}
