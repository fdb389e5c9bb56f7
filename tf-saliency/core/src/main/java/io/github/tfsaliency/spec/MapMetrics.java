package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.MaxSensitivity;
import io.github.tfsaliency.metric.Perturbations;
import io.github.tfsaliency.metric.PointingGame;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RankAccuracy;

/** Is the map stable, how does it look, and is it in the right place? */
final class MapMetrics {
  private static final double DEFAULT_RADIUS = 0.02;
  private static final int DEFAULT_CHANGES = 20;

  private static final MetricKey<Double> RADIUS = MetricKeys.number("radius", DEFAULT_RADIUS);
  private static final MetricKey<Integer> CHANGES = MetricKeys.integer("samples", DEFAULT_CHANGES);

  /** The relevance of a pixel, for metrics that compute fractions of it. */
  private static final MetricKey<Pooling> POOLING =
      new MetricKey<>(
          "pooling",
          SpecFormat.choice(Pooling.class),
          Pooling.SUM_POSITIVE,
          "sum-positive|sum-absolute|l2-squared|max-norm");

  private static final MetricKey<Integer> TOLERANCE =
      MetricKeys.integer("tolerance", PointingGame.DEFAULT_TOLERANCE);

  static final ImmutableList<MetricRow> STABILITY =
      ImmutableList.of(
          MetricRow.of(
              "max-sensitivity",
              Better.LOWER,
              "How much can a small change of the input change the map? Relative distance",
              "whether the map is right; a constant map is perfect",
              ImmutableList.of(RADIUS, CHANGES, MetricKeys.SEED),
              MapMetrics::maxSensitivity),
          MetricRow.of(
              "randomisation",
              Better.LOWER,
              "Is the map still the same when all weights are random? Spearman of magnitudes",
              "which map is right; maps multiplied by the input are similar because the input is"
                  + " the same",
              ImmutableList.of(MetricKeys.SEED),
              options ->
                  map ->
                      map.similarityToRandomized(MetricKeys.seed(options, map))
                          .rankCorrelationOfMagnitudes()));

  static final ImmutableList<MetricRow> LOOKS =
      ImmutableList.of(
          looks(
              "gini",
              "Is the map sparse? 0: all pixels are equal, 1: one pixel has everything",
              Coherence::gini),
          looks(
              "total-variation",
              "Is the map grainy? Mean difference of neighbours over the mean",
              Coherence::totalVariation),
          looks(
              "edge-correlation",
              "Is the map drawn along the picture's edges? Pearson with Sobel",
              Coherence::edgeCorrelation));

  static final ImmutableList<MetricRow> PLACE =
      ImmutableList.of(
          MetricRow.of(
                  "mass-accuracy",
                  Better.HIGHER,
                  "How much of the relevance lies on the object?",
                  "whether the map covers the object, or the model looks at it",
                  ImmutableList.of(POOLING),
                  MapMetrics::massAccuracy)
              .ofMasks(),
          MetricRow.of(
                  "rank-accuracy",
                  Better.HIGHER,
                  "How many of the K most relevant pixels lie on the object of K pixels?",
                  "how much more relevant they are, or whether the model looks at the object",
                  ImmutableList.of(POOLING),
                  MapMetrics::rankAccuracy)
              .ofMasks(),
          MetricRow.of(
                  "pointing-game",
                  Better.HIGHER,
                  "Does the maximum lie on the object or near it? 1 or 0",
                  "anything but one pixel",
                  ImmutableList.of(TOLERANCE, POOLING),
                  MapMetrics::pointingGame)
              .ofMasks());

  private MapMetrics() {}

  private static MetricRow.Measure maxSensitivity(MetricOptions options) {
    double radius = options.get(RADIUS);
    int samples = options.get(CHANGES);
    var unused = Perturbations.uniform(radius).withSamples(samples);
    return map ->
        MaxSensitivity.of(
                Perturbations.uniform(radius * map.range())
                    .withSamples(samples)
                    .withSeed(MetricKeys.seed(options, map)))
            .measure(map.maps(), map.input());
  }

  /** One of the numbers that describe a map. */
  private interface Look {
    double of(Coherence coherence);
  }

  private static MetricRow looks(String name, String question, Look look) {
    return MetricRow.of(
        name,
        Better.NEITHER,
        question,
        "anything about the model: an edge detector looks best",
        ImmutableList.of(),
        options -> map -> look.of(Coherence.of(map.map(), map.input())));
  }

  private static MetricRow.Measure massAccuracy(MetricOptions options) {
    MassAccuracy metric = MassAccuracy.of(options.get(POOLING));
    return map -> metric.measure(map.map(), map.mask());
  }

  private static MetricRow.Measure rankAccuracy(MetricOptions options) {
    RankAccuracy metric = RankAccuracy.of(options.get(POOLING));
    return map -> metric.measure(map.map(), map.mask());
  }

  private static MetricRow.Measure pointingGame(MetricOptions options) {
    PointingGame metric =
        PointingGame.of(options.get(POOLING)).withTolerance(options.get(TOLERANCE));
    return map -> metric.hits(map.map(), map.mask()) ? 1 : 0;
  }
}
