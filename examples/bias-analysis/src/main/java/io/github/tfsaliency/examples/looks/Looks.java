package io.github.tfsaliency.examples.looks;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.model.ModelOnDemand;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.metric.Deletion;
import io.github.tfsaliency.metric.Insertion;
import io.github.tfsaliency.metric.MapSimilarity;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.PerturbationCurve;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RankAccuracy;
import io.github.tfsaliency.metric.ScoreFunction;
import io.github.tfsaliency.spec.MethodSpecs;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Judges the maps of one model by all measures. Signs do not count: each measure takes |A|, summed
 * over the channels.
 *
 * <p>Deletion and insertion are relative to the scores of the whole picture (1) and of the picture
 * without any of its pixels (0), so that pictures of large and of small logits count alike.
 */
public final class Looks implements AutoCloseable {
  private static final MassAccuracy MASS = MassAccuracy.of(Pooling.SUM_ABSOLUTE);
  private static final RankAccuracy RANK = RankAccuracy.of(Pooling.SUM_ABSOLUTE);
  private static final int STEPS = 25;

  private final Supplier<Model> model;
  private final ModelOnDemand randomized;
  private final SceneSource source;
  private final Object sceneSettings;
  private final long seed;
  private final Function<Model, Saliency> explaining;
  private @Nullable List<Scene> scenes;

  /**
   * Judges maps of a model.
   *
   * @param model gives it when a part is not kept; closed by the caller, after this
   * @param source what it is shown
   * @param seed of the random weights
   * @param explaining begins each computation of maps: {@code Saliency::of}, or with a timeout
   */
  public Looks(
      Supplier<Model> model, SceneSource source, long seed, Function<Model, Saliency> explaining) {
    this.model = model;
    this.randomized =
        new ModelOnDemand(() -> model.get().randomized(model.get().weightedLayers(), seed));
    this.source = source;
    this.sceneSettings = source.settings();
    this.seed = seed;
    this.explaining = explaining;
  }

  /**
   * The part of a method.
   *
   * @param id tells it from other methods, in the characters of a part's name
   * @param method the method
   * @return its figures
   */
  public Part<MethodFigures> part(String id, AttributionMethod method) {
    return Part.of(
        "looks-" + source.name() + "-" + id,
        ImmutableMap.of(
            "method",
            MethodSpecs.print(method),
            "seed",
            seed,
            "steps",
            STEPS,
            "scenes",
            sceneSettings),
        MethodFigures.class,
        1,
        beforeEachStep -> judge(method, beforeEachStep));
  }

  private MethodFigures judge(AttributionMethod method, Consumer<String> beforeEachStep) {
    beforeEachStep.accept("looks of " + MethodSpecs.print(method) + " on " + source.name());
    Map<Measure, List<Double>> figures = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      figures.put(measure, new ArrayList<>());
    }
    for (Scene scene : scenes()) {
      Saliency explained =
          explaining.apply(model.get()).method(method).target(Target.classIndex(scene.target()));
      FloatNdArray map = explained.compute(scene.input()).values();
      judge(scene, explained.scoresOf(scene.input()), map)
          .forEach((measure, value) -> add(figures, measure, value));
      FloatNdArray other =
          explaining
              .apply(randomized.get())
              .method(method)
              .target(Target.classIndex(scene.target()))
              .compute(scene.input())
              .values();
      add(
          figures,
          Measure.RANDOMIZATION,
          MapSimilarity.of(Attribution.of(map), Attribution.of(other))
              .rankCorrelationOfMagnitudes());
    }
    return new MethodFigures(figures);
  }

  private static void add(Map<Measure, List<Double>> figures, Measure measure, double value) {
    figures.computeIfAbsent(measure, key -> new ArrayList<>()).add(value);
  }

  private static Map<Measure, Double> judge(Scene scene, ScoreFunction score, FloatNdArray map) {
    Map<Measure, Double> figures = new EnumMap<>(Measure.class);
    Coherence coherence = Coherence.of(Attribution.of(map), scene.input());
    figures.put(Measure.GINI, coherence.gini());
    figures.put(Measure.TOTAL_VARIATION, coherence.totalVariation());
    figures.put(Measure.EDGE_CORRELATION, coherence.edgeRankCorrelation());
    PerturbationCurve deletion =
        Deletion.of(scene.removed())
            .withPooling(Pooling.SUM_ABSOLUTE)
            .withSteps(STEPS)
            .measure(score, scene.input(), Attribution.of(map));
    double whole = deletion.scores().get(0);
    double nothing = deletion.scores().get(deletion.scores().length() - 1);
    figures.put(Measure.DELETION, (deletion.area() - nothing) / (whole - nothing));
    PerturbationCurve insertion =
        Insertion.of(scene.removed())
            .withPooling(Pooling.SUM_ABSOLUTE)
            .withSteps(STEPS)
            .measure(score, scene.input(), Attribution.of(map));
    figures.put(Measure.INSERTION, (insertion.area() - nothing) / (whole - nothing));
    scene
        .planted()
        .ifPresent(
            planted -> {
              figures.put(Measure.MASS_ACCURACY, MASS.measure(Attribution.of(map), planted.mask()));
              figures.put(Measure.RANK_ACCURACY, RANK.measure(Attribution.of(map), planted.mask()));
            });
    return figures;
  }

  private List<Scene> scenes() {
    List<Scene> known = scenes;
    if (known == null) {
      known = source.scenes(model.get());
      scenes = known;
    }
    return known;
  }

  /** Closes the model of random weights. */
  @Override
  public void close() {
    randomized.close();
  }
}
