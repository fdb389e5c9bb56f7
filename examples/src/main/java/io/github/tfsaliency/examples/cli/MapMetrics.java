package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.cli.MetricList.Entry;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.MaxSensitivity;
import io.github.tfsaliency.metric.Perturbations;
import io.github.tfsaliency.metric.PointingGame;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RankAccuracy;

/** Is the map stable, how does it look, and is it in the right place? */
final class MapMetrics {
  private static final String MASK_KEYS = "pooling=sum-positive|sum-absolute|l2-squared|max-norm";
  private static final double DEFAULT_RADIUS = 0.02;
  private static final int DEFAULT_CHANGES = 20;

  static final ImmutableList<Entry> STABILITY =
      ImmutableList.of(
          new Entry(
              "max-sensitivity",
              "radius=0.02,samples=20,seed=SEED",
              Better.LOWER,
              "How far can a small change of the input move the map? Relative distance",
              "whether the map is right; a constant map is perfect",
              MapMetrics::maxSensitivity),
          new Entry(
              "randomisation",
              "seed=SEED",
              Better.LOWER,
              "Is the map still the same when all weights are random? Spearman of magnitudes",
              "which map is right; maps multiplied by the input are alike because the input is",
              MapMetrics::randomisation));

  static final ImmutableList<Entry> LOOKS =
      ImmutableList.of(
          looks("gini", "Is the map sparse? 0 all pixels alike, 1 one has it all", Coherence::gini),
          looks(
              "total-variation",
              "Is the map grainy? Mean difference of neighbours over the mean",
              Coherence::totalVariation),
          looks(
              "edge-correlation",
              "Is the map drawn along the picture's edges? Pearson with Sobel",
              Coherence::edgeCorrelation));

  static final ImmutableList<Entry> PLACE =
      ImmutableList.of(
          new Entry(
                  "mass-accuracy",
                  MASK_KEYS,
                  Better.HIGHER,
                  "How much of the relevance lies on the object?",
                  "whether the object is covered, or whether the model looks at it",
                  MapMetrics::massAccuracy)
              .ofMasks(),
          new Entry(
                  "rank-accuracy",
                  MASK_KEYS,
                  Better.HIGHER,
                  "How many of the K most relevant pixels lie on the object of K pixels?",
                  "how much more relevant they are, or whether the model looks at the object",
                  MapMetrics::rankAccuracy)
              .ofMasks(),
          new Entry(
                  "pointing-game",
                  "tolerance=15," + MASK_KEYS,
                  Better.HIGHER,
                  "Does the maximum lie on the object or near it? 1 or 0",
                  "anything but one pixel",
                  MapMetrics::pointingGame)
              .ofMasks());

  private MapMetrics() {}

  private static Metric maxSensitivity(SpecOptions options) {
    double radius = options.number("radius", DEFAULT_RADIUS);
    int samples = options.integer("samples", DEFAULT_CHANGES);
    var unused = Perturbations.uniform(radius).withSamples(samples);
    Seed seed = Seed.read(options);
    return map ->
        MaxSensitivity.of(
                Perturbations.uniform(radius * map.range())
                    .withSamples(samples)
                    .withSeed(seed.of(map)))
            .measure(map.maps(), map.input());
  }

  private static Metric randomisation(SpecOptions options) {
    Seed seed = Seed.read(options);
    return map -> map.randomized(seed.of(map)).rankCorrelationOfMagnitudes();
  }

  /** One of the numbers that describe a map. */
  private interface Look {
    double of(Coherence coherence);
  }

  private static Entry looks(String name, String question, Look look) {
    return new Entry(
        name,
        "",
        Better.NEITHER,
        question,
        "anything about the model: an edge detector looks best",
        options -> map -> look.of(Coherence.of(map.map(), map.input())));
  }

  private static Pooling pooling(SpecOptions options) {
    return options.choice("pooling", Pooling.class).orElse(Pooling.SUM_POSITIVE);
  }

  private static Metric massAccuracy(SpecOptions options) {
    MassAccuracy metric = MassAccuracy.of(pooling(options));
    return map -> metric.measure(map.map(), map.mask());
  }

  private static Metric rankAccuracy(SpecOptions options) {
    RankAccuracy metric = RankAccuracy.of(pooling(options));
    return map -> metric.measure(map.map(), map.mask());
  }

  private static Metric pointingGame(SpecOptions options) {
    PointingGame metric =
        PointingGame.of(pooling(options))
            .withTolerance(options.integer("tolerance", PointingGame.DEFAULT_TOLERANCE));
    return map -> metric.hits(map.map(), map.mask()) ? 1 : 0;
  }
}
