package io.github.tfsaliency.parity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.GroupedInput;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.SampledShapley;
import io.github.tfsaliency.support.ScoredGraphs;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Shapley values of groups of features are those of SHAP 0.51.0, of the same network. */
class GroupParityTest {
  private static final int FEATURES = 9;
  private static final int HIDDEN = 6;

  /** What the maker wrote. */
  @SuppressWarnings("ArrayRecordComponent") // Read, and compared by nobody.
  private record Case(
      double[] first,
      double[] second,
      double[][] rows,
      double baseline,
      LinkedHashMap<String, int[]> groups,
      double[][] values) {
    static Case read() throws IOException {
      try (InputStream stream =
          GroupParityTest.class.getResourceAsStream("/references/groups/shap.json")) {
        return new Gson()
            .fromJson(new InputStreamReader(stream, StandardCharsets.UTF_8), Case.class);
      }
    }

    double[][] sums(AttributionMethod method) {
      Map<String, List<String>> members = new LinkedHashMap<>();
      groups.forEach(
          (name, numbers) ->
              members.put(name, Arrays.stream(numbers).mapToObj(String::valueOf).toList()));
      FeatureGroups given =
          FeatureGroups.of(List.of(GroupedInput.of("x", Shape.of(FEATURES))), members);
      SmallGraph graph = new SmallGraph();
      graph.input("x", FEATURES);
      String hidden =
          graph.node("Tanh", graph.node("MatMul", "x", graph.constant(first, FEATURES, HIDDEN)));
      graph.node("MatMul", hidden, graph.constant(second, HIDDEN, 3));
      FloatNdArray input =
          ScoredGraphs.array(
              Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(), rows.length, FEATURES);
      try (GradientEngine engine = GradientEngine.open(graph.build())) {
        GradientResult result =
            method.attribute(
                ChunkedPasses.of(engine),
                Batch.of("x", input).grouped(Optional.of(given)),
                ScoredGraphs.targets(input, 1));
        var sums =
            Attribution.ofBatch(result.onlyMap(), result.targets(), result.scores(), "any", "")
                .sums(given);
        double[][] rowsOfSums = new double[rows.length][groups.size()];
        int group = 0;
        for (String name : groups.keySet()) {
          for (int row = 0; row < rows.length; row++) {
            rowsOfSums[row][group] = requireNonNull(sums.get(name)).get(row);
          }
          group++;
        }
        return rowsOfSums;
      }
    }
  }

  @Test
  void kernelShapGivesGroupsWhatShapGives() throws IOException {
    Case shap = Case.read();

    double[][] sums =
        shap.sums(KernelShap.of().withSamples(14).withBaseline(Baseline.constant(shap.baseline())));

    for (int row = 0; row < sums.length; row++) {
      assertThat(sums[row]).containsExactly(shap.values()[row], within(1e-5));
    }
  }

  @Test
  void sampledOrdersComeNearWhatShapGives() throws IOException {
    Case shap = Case.read();

    double[][] sums =
        shap.sums(
            SampledShapley.of().withSamples(400).withBaseline(Baseline.constant(shap.baseline())));

    for (int row = 0; row < sums.length; row++) {
      assertThat(sums[row]).containsExactly(shap.values()[row], within(0.1));
    }
  }
}
