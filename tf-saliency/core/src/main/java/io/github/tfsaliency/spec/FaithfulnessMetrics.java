package io.github.tfsaliency.spec;

import static io.github.tfsaliency.spec.MetricKeys.BASELINE;
import static io.github.tfsaliency.spec.MetricKeys.POOLING;
import static io.github.tfsaliency.spec.MetricKeys.SEED;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.metric.Correlation;
import io.github.tfsaliency.metric.Deletion;
import io.github.tfsaliency.metric.Infidelity;
import io.github.tfsaliency.metric.Insertion;
import io.github.tfsaliency.metric.MuFidelity;
import io.github.tfsaliency.metric.Perturbations;
import io.github.tfsaliency.metric.PixelCurve;
import io.github.tfsaliency.metric.RegionPerturbation;
import io.github.tfsaliency.metric.SensitivityN;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** Does the map say what the model does? */
final class FaithfulnessMetrics {
  /** The batch size of all; it does not change the results. */
  private static final int BATCH = 16;

  private static final double DEFAULT_NOISE = 0.1;

  /** Stands for the replacement until the input is known, so that wrong numbers are found early. */
  private static final Baseline ANY = Baseline.constant(0);

  private static final MetricKey<Integer> STEPS =
      MetricKeys.integer("steps", PixelCurve.DEFAULT_STEPS);
  private static final ImmutableList<MetricKey<?>> CURVE_KEYS =
      ImmutableList.of(STEPS, POOLING, BASELINE);

  private static final MetricKey<Integer> SIDE =
      MetricKeys.integer("side", RegionPerturbation.DEFAULT_SIDE);
  private static final MetricKey<Integer> SQUARES =
      MetricKeys.integer("steps", RegionPerturbation.DEFAULT_STEPS);
  private static final ImmutableList<MetricKey<?>> REGION_KEYS =
      ImmutableList.of(SIDE, SQUARES, POOLING, BASELINE);

  private static final MetricKey<Optional<Integer>> N =
      MetricKeys.optional("n", SpecFormat.integer(), "PIXELS/10");
  private static final MetricKey<Integer> PIXEL_SETS =
      MetricKeys.integer("subsets", SensitivityN.DEFAULT_SUBSETS);

  private static final MetricKey<Double> NOISE = MetricKeys.number("noise", DEFAULT_NOISE);
  private static final MetricKey<Integer> SAMPLES =
      MetricKeys.integer("samples", Perturbations.DEFAULT_SAMPLES);
  private static final MetricKey<Boolean> NORMALIZED = MetricKeys.flag("normalized");
  private static final MetricKey<Boolean> MULTIPLIED = MetricKeys.flag("multiplied");

  private static final MetricKey<Integer> GRID =
      MetricKeys.integer("grid", MuFidelity.DEFAULT_GRID);
  private static final MetricKey<Double> SHARE =
      MetricKeys.number("share", MuFidelity.DEFAULT_SHARE);
  private static final MetricKey<Integer> CELL_SETS =
      MetricKeys.integer("subsets", MuFidelity.DEFAULT_SUBSETS);
  private static final MetricKey<Correlation> CORRELATION =
      MetricKey.of("correlation", SpecFormat.choice(Correlation.class), Correlation.PEARSON);

  static final ImmutableList<MetricRow> ROWS =
      Stream.of(
              MetricRow.of(
                  "deletion",
                  Better.LOWER,
                  "How fast does the score fall when the most relevant pixels are removed first?"
                      + " Area under the curve",
                  "whether evidence was removed or holes confused the model",
                  CURVE_KEYS,
                  options -> pixels(options, Deletion::of)),
              MetricRow.of(
                  "insertion",
                  Better.HIGHER,
                  "How fast does the score rise when the most relevant pixels are put back first?"
                      + " Area under the curve",
                  "whether late pixels matter",
                  CURVE_KEYS,
                  options -> pixels(options, Insertion::of)),
              MetricRow.of(
                  "morf",
                  Better.HIGHER,
                  "How far does the score fall when the most relevant squares go first? AOPC",
                  "detail within a square",
                  REGION_KEYS,
                  options ->
                      regions(
                          options,
                          (regions, map) ->
                              regions
                                  .mostRelevantFirst(map.scores(), map.input(), map.map())
                                  .aopc())),
              MetricRow.of(
                  "lerf",
                  Better.LOWER,
                  "How far does the score fall when the least relevant squares go first? AOPC",
                  "detail within a square",
                  REGION_KEYS,
                  options ->
                      regions(
                          options,
                          (regions, map) ->
                              regions
                                  .leastRelevantFirst(map.scores(), map.input(), map.map())
                                  .aopc())),
              MetricRow.of(
                  "abpc",
                  Better.HIGHER,
                  "How far apart are the curves of morf and lerf? Area between both",
                  "detail within a square",
                  REGION_KEYS,
                  options ->
                      regions(
                          options,
                          (regions, map) -> regions.abpc(map.scores(), map.input(), map.map()))),
              MetricRow.of(
                  "sensitivity-n",
                  Better.HIGHER,
                  "Do the attributions of n random pixels sum to the drop of the score after their"
                      + " removal? Pearson",
                  "errors of scale",
                  ImmutableList.of(N, PIXEL_SETS, SEED, BASELINE),
                  FaithfulnessMetrics::sensitivityN),
              MetricRow.of(
                  "infidelity",
                  Better.LOWER,
                  "Does the map, used as a slope, predict how the score responds to noise? Mean"
                      + " squared error",
                  "changes that were not tried; grows with the squared score unless normalized",
                  ImmutableList.of(NOISE, SAMPLES, SEED, NORMALIZED, MULTIPLIED, BASELINE),
                  FaithfulnessMetrics::infidelity),
              MetricRow.of(
                  "mu-fidelity",
                  Better.HIGHER,
                  "Do the attributions of random cells sum to the drop of the score after their"
                      + " removal? Correlation",
                  "errors of scale, detail within a cell",
                  ImmutableList.of(GRID, SHARE, CELL_SETS, CORRELATION, SEED, BASELINE),
                  FaithfulnessMetrics::muFidelity))
          .map(MetricRow::ofGroups)
          .collect(ImmutableList.toImmutableList());

  private FaithfulnessMetrics() {}

  private static MetricRow.Measure pixels(
      MetricOptions options, Function<Baseline, PixelCurve> kind) {
    Function<Baseline, PixelCurve> chosen =
        baseline ->
            kind.apply(baseline)
                .withPooling(options.get(POOLING))
                .withSteps(options.get(STEPS))
                .withBatchSize(BATCH);
    var unused = chosen.apply(ANY);
    return map ->
        grouped(chosen.apply(MetricKeys.baseline(options, map)), map, PixelCurve::withGroups)
            .measure(map.scores(), map.input(), map.map())
            .area();
  }

  /** The metric with the groups of the map, if it has some. */
  private static <M> M grouped(
      M metric, MetricSubject map, BiFunction<M, FeatureGroups, M> withGroups) {
    return map.groups().map(groups -> withGroups.apply(metric, groups)).orElse(metric);
  }

  /** A number of a curve of squares. */
  private interface Curve {
    double of(RegionPerturbation regions, MetricSubject map);
  }

  private static MetricRow.Measure regions(MetricOptions options, Curve curve) {
    Function<Baseline, RegionPerturbation> chosen =
        baseline ->
            RegionPerturbation.of(baseline)
                .withPooling(options.get(POOLING))
                .withSide(options.get(SIDE))
                .withSteps(options.get(SQUARES));
    var unused = chosen.apply(ANY);
    return map ->
        curve.of(
            grouped(
                chosen.apply(MetricKeys.baseline(options, map)),
                map,
                RegionPerturbation::withGroups),
            map);
  }

  private static MetricRow.Measure sensitivityN(MetricOptions options) {
    Optional<Integer> n = options.get(N);
    int subsets = options.get(PIXEL_SETS);
    var unused = SensitivityN.of(n.orElse(1), ANY).withSubsets(subsets);
    return map -> {
      int pixels =
          map.groups()
              .map(groups -> groups.names().size())
              .orElseGet(() -> Math.toIntExact(map.input().shape().take(2).size()));
      SensitivityN metric =
          SensitivityN.of(n.orElse(Math.max(1, pixels / 10)), MetricKeys.baseline(options, map));
      return grouped(metric, map, SensitivityN::withGroups)
          .withSubsets(subsets)
          .withSeed(MetricKeys.seed(options, map))
          .measure(map.scores(), map.input(), map.map());
    };
  }

  private static MetricRow.Measure infidelity(MetricOptions options) {
    double noise = options.get(NOISE);
    int samples = options.get(SAMPLES);
    var unused = Perturbations.gaussian(noise).withSamples(samples);
    return map ->
        Infidelity.of(
                map.groups()
                    .map(groups -> Perturbations.groups(groups, MetricKeys.baseline(options, map)))
                    .orElseGet(() -> Perturbations.gaussian(noise * map.range()))
                    .withSamples(samples)
                    .withSeed(MetricKeys.seed(options, map)))
            .withNormalized(options.get(NORMALIZED))
            .withMultipliedMap(options.get(MULTIPLIED))
            .measure(map.scores(), map.input(), map.map());
  }

  private static MetricRow.Measure muFidelity(MetricOptions options) {
    Function<Baseline, MuFidelity> chosen =
        baseline ->
            MuFidelity.of(baseline)
                .withGrid(options.get(GRID))
                .withShare(options.get(SHARE))
                .withSubsets(options.get(CELL_SETS))
                .withCorrelation(options.get(CORRELATION));
    var unused = chosen.apply(ANY);
    return map ->
        grouped(chosen.apply(MetricKeys.baseline(options, map)), map, MuFidelity::withGroups)
            .withSeed(MetricKeys.seed(options, map))
            .measure(map.scores(), map.input(), map.map());
  }
}
