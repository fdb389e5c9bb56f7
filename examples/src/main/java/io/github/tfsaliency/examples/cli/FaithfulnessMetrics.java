package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.examples.cli.MetricList.Entry;
import io.github.tfsaliency.metric.Correlation;
import io.github.tfsaliency.metric.Deletion;
import io.github.tfsaliency.metric.Infidelity;
import io.github.tfsaliency.metric.Insertion;
import io.github.tfsaliency.metric.MuFidelity;
import io.github.tfsaliency.metric.Perturbations;
import io.github.tfsaliency.metric.PixelCurve;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RegionPerturbation;
import io.github.tfsaliency.metric.SensitivityN;
import java.util.Optional;
import java.util.function.Function;

/** Does the map say what the model does? */
final class FaithfulnessMetrics {
  private static final String POOLING =
      "pooling=sum|sum-positive|sum-absolute|l2-squared|max-norm,baseline=mean";
  private static final String REGION_KEYS = "side=8,steps=100," + POOLING;

  static final ImmutableList<Entry> ENTRIES =
      ImmutableList.of(
          new Entry(
              "deletion",
              "steps=50," + POOLING,
              Better.LOWER,
              "How fast does the score fall when the most relevant pixels are removed first?"
                  + " Area under the curve",
              "whether evidence was removed, or the model confused by holes",
              options -> pixels(options, Deletion::of)),
          new Entry(
              "insertion",
              "steps=50," + POOLING,
              Better.HIGHER,
              "How fast does the score rise when the most relevant pixels are put back first?"
                  + " Area under the curve",
              "whether pixels that come late matter",
              options -> pixels(options, Insertion::of)),
          new Entry(
              "morf",
              REGION_KEYS,
              Better.HIGHER,
              "How far does the score fall when the most relevant squares go first? AOPC",
              "detail within a square",
              options ->
                  regions(
                      options,
                      (regions, map) ->
                          regions.mostRelevantFirst(map.scores(), map.input(), map.map()).aopc())),
          new Entry(
              "lerf",
              REGION_KEYS,
              Better.LOWER,
              "How far does the score fall when the least relevant squares go first? AOPC",
              "detail within a square",
              options ->
                  regions(
                      options,
                      (regions, map) ->
                          regions.leastRelevantFirst(map.scores(), map.input(), map.map()).aopc())),
          new Entry(
              "abpc",
              REGION_KEYS,
              Better.HIGHER,
              "How far apart are the curves of morf and lerf? Area between both",
              "detail within a square",
              options ->
                  regions(
                      options,
                      (regions, map) -> regions.abpc(map.scores(), map.input(), map.map()))),
          new Entry(
              "sensitivity-n",
              "n=PIXELS/10,subsets=100,seed=SEED,baseline=mean",
              Better.HIGHER,
              "Do the attributions of n random pixels sum to what their removal takes from the"
                  + " score? Pearson",
              "errors of scale",
              FaithfulnessMetrics::sensitivityN),
          new Entry(
              "infidelity",
              "noise=0.1,samples=50,seed=SEED,normalized=false,multiplied=false",
              Better.LOWER,
              "Does the map, read as a slope, predict how the score answers to noise? Mean squared"
                  + " error",
              "other changes than those tried; it grows with the score squared unless normalized",
              FaithfulnessMetrics::infidelity),
          new Entry(
              "mu-fidelity",
              "grid=9,share=0.2,subsets=200,correlation=pearson|spearman,seed=SEED,baseline=mean",
              Better.HIGHER,
              "Do the attributions of random cells sum to what their removal takes from the score?"
                  + " Correlation",
              "errors of scale, detail within a cell",
              FaithfulnessMetrics::muFidelity));

  /** The batch size of all; it does not change the results. */
  private static final int BATCH = 16;

  private static final double DEFAULT_NOISE = 0.1;

  /** Stands for the replacement until the input is known, so that wrong numbers are found early. */
  private static final Baseline ANY = Baseline.constant(0);

  private FaithfulnessMetrics() {}

  private static Pooling pooling(SpecOptions options) {
    return options.choice("pooling", Pooling.class).orElse(Pooling.SUM);
  }

  private static Metric pixels(SpecOptions options, Function<Baseline, PixelCurve> kind) {
    MetricBaseline by = MetricBaseline.read(options);
    int steps = options.integer("steps", PixelCurve.DEFAULT_STEPS);
    Pooling pooling = pooling(options);
    var unused = kind.apply(ANY).withPooling(pooling).withSteps(steps);
    return map ->
        kind.apply(by.of(map.input()))
            .withPooling(pooling)
            .withSteps(steps)
            .withBatchSize(BATCH)
            .measure(map.scores(), map.input(), map.map())
            .area();
  }

  /** A number of a curve of squares. */
  private interface Curve {
    double of(RegionPerturbation regions, ExplainedMap map);
  }

  private static Metric regions(SpecOptions options, Curve curve) {
    MetricBaseline by = MetricBaseline.read(options);
    Pooling pooling = pooling(options);
    int side = options.integer("side", RegionPerturbation.DEFAULT_SIDE);
    int steps = options.integer("steps", RegionPerturbation.DEFAULT_STEPS);
    var unused = regions(ANY, pooling, side, steps);
    return map -> curve.of(regions(by.of(map.input()), pooling, side, steps), map);
  }

  private static RegionPerturbation regions(Baseline by, Pooling pooling, int side, int steps) {
    return RegionPerturbation.of(by).withPooling(pooling).withSide(side).withSteps(steps);
  }

  private static Metric sensitivityN(SpecOptions options) {
    MetricBaseline by = MetricBaseline.read(options);
    Optional<Integer> n = options.integer("n");
    int subsets = options.integer("subsets", SensitivityN.DEFAULT_SUBSETS);
    var unused = SensitivityN.of(n.orElse(1), ANY).withSubsets(subsets);
    Seed seed = Seed.read(options);
    return map -> {
      int pixels = Math.toIntExact(map.input().shape().take(2).size());
      return SensitivityN.of(n.orElse(Math.max(1, pixels / 10)), by.of(map.input()))
          .withSubsets(subsets)
          .withSeed(seed.of(map))
          .measure(map.scores(), map.input(), map.map());
    };
  }

  private static Metric infidelity(SpecOptions options) {
    double noise = options.number("noise", DEFAULT_NOISE);
    int samples = options.integer("samples", Perturbations.DEFAULT_SAMPLES);
    var unused = Perturbations.gaussian(noise).withSamples(samples);
    boolean normalized = options.flag("normalized");
    boolean multiplied = options.flag("multiplied");
    Seed seed = Seed.read(options);
    return map ->
        Infidelity.of(
                Perturbations.gaussian(noise * map.range())
                    .withSamples(samples)
                    .withSeed(seed.of(map)))
            .withNormalized(normalized)
            .withMultipliedMap(multiplied)
            .measure(map.scores(), map.input(), map.map());
  }

  private static Metric muFidelity(SpecOptions options) {
    MetricBaseline by = MetricBaseline.read(options);
    int grid = options.integer("grid", MuFidelity.DEFAULT_GRID);
    double share = options.number("share", MuFidelity.DEFAULT_SHARE);
    int subsets = options.integer("subsets", MuFidelity.DEFAULT_SUBSETS);
    Correlation correlation =
        options.choice("correlation", Correlation.class).orElse(Correlation.PEARSON);
    Seed seed = Seed.read(options);
    var unused = MuFidelity.of(ANY).withGrid(grid).withShare(share).withSubsets(subsets);
    return map ->
        MuFidelity.of(by.of(map.input()))
            .withGrid(grid)
            .withShare(share)
            .withSubsets(subsets)
            .withCorrelation(correlation)
            .withSeed(seed.of(map))
            .measure(map.scores(), map.input(), map.map());
  }
}
