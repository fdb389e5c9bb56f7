package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RankAccuracy;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;

/** The effect of RectGrad's percentile on maps of planted garments, whose truth is known. */
public final class PercentileGarments implements Part<PercentileGarmentsResult> {
  private static final MassAccuracy MASS = MassAccuracy.of(Pooling.SUM_ABSOLUTE);
  private static final RankAccuracy RANK = RankAccuracy.of(Pooling.SUM_ABSOLUTE);

  /** What the result depends on beside the model and the garments. */
  record Settings(int garments, ImmutableList<Double> percentiles, long seed) {}

  private final Path directory;
  private final Path sheet;
  private final Settings settings;

  private PercentileGarments(Path directory, Path sheet, Settings settings) {
    this.directory = directory;
    this.sheet = sheet;
    this.settings = settings;
  }

  /**
   * The experiment; it opens and closes the model itself.
   *
   * @param directory the SavedModel that was trained on planted garments
   * @param sheet garments that it did not see
   * @param effort how much is computed
   * @param seed of the garments' brightness and places
   * @return to be run
   */
  public static PercentileGarments of(Path directory, Path sheet, Effort effort, long seed) {
    return new PercentileGarments(
        directory, sheet, new Settings(effort.choose(10, 100), Percentiles.of(effort), seed));
  }

  @Override
  public String name() {
    return "percentile-garments";
  }

  @Override
  public Object settings() {
    return settings;
  }

  @Override
  public Class<PercentileGarmentsResult> result() {
    return PercentileGarmentsResult.class;
  }

  @Override
  public int steps() {
    return 2 * settings.percentiles().size();
  }

  @Override
  public PercentileGarmentsResult run(Consumer<String> beforeEachStep) {
    List<Garment> garments = Garment.readSheet(sheet);
    try (Model model = Model.load(directory)) {
      PlantedSample any =
          PlantedSample.of(
              model, Plantings.ofAnyBrightness(garments, settings.garments(), settings.seed()));
      PlantedSample dark =
          PlantedSample.of(model, Plantings.of(garments, settings.garments(), 0, settings.seed()));
      return new PercentileGarmentsResult(
          settings.seed(),
          settings.garments(),
          any.maskShare(),
          levels(model, false, any, dark, beforeEachStep),
          levels(model, true, any, dark, beforeEachStep));
    }
  }

  private List<PercentileGarmentsResult.Level> levels(
      Model model,
      boolean multiplied,
      PlantedSample any,
      PlantedSample dark,
      Consumer<String> beforeEachStep) {
    List<PercentileGarmentsResult.Level> levels = new ArrayList<>();
    for (double percentile : settings.percentiles()) {
      beforeEachStep.accept(
          "garments " + MethodSpecs.print(Percentiles.method(percentile, multiplied)));
      Saliency saliency = Saliency.of(model).method(Percentiles.method(percentile, multiplied));
      levels.add(level(percentile, saliency, any, dark));
    }
    return levels;
  }

  private static PercentileGarmentsResult.Level level(
      double percentile, Saliency saliency, PlantedSample any, PlantedSample dark) {
    FloatNdArray maps = saliency.target(any.target()).compute(any.input()).values();
    FloatNdArray darkMaps = saliency.target(dark.target()).compute(dark.input()).values();
    List<Double> mass = new ArrayList<>();
    List<Double> rank = new ArrayList<>();
    List<Double> gini = new ArrayList<>();
    List<Double> nonZero = new ArrayList<>();
    List<Double> darkMass = new ArrayList<>();
    for (int i = 0; i < any.pictures().size(); i++) {
      boolean[][] mask = any.pictures().get(i).mask();
      mass.add(MASS.measure(Attribution.of(maps.get(i)), mask));
      rank.add(RANK.measure(Attribution.of(maps.get(i)), mask));
      gini.add(Coherence.of(Attribution.of(maps.get(i)), any.input().get(i)).gini());
      nonZero.add(Percentiles.nonZeroPixels(maps.get(i)));
      darkMass.add(MASS.measure(Attribution.of(darkMaps.get(i)), mask));
    }
    return new PercentileGarmentsResult.Level(percentile, mass, rank, gini, nonZero, darkMass);
  }
}
