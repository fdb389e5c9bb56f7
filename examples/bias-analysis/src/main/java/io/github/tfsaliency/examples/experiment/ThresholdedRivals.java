package io.github.tfsaliency.examples.experiment;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Are RectGrad's maps better, or only sparser? The maps of other methods are cut to as many pixels
 * as RectGrad marks in the same picture, those of most |A|.
 */
public final class ThresholdedRivals implements Part<ThresholdedRivalsResult> {
  private static final MassAccuracy MASS = MassAccuracy.of(Pooling.SUM_ABSOLUTE);

  private static final ImmutableMap<String, AttributionMethod> RIVALS =
      ImmutableMap.of(
          "Gradient", Gradient.of(),
          "Input × Gradient", InputXGradient.of(),
          "Guided Backpropagation", GuidedBackprop.of(),
          "DeconvNet", DeconvNet.of(),
          "SmoothGrad", SmoothGrad.of(Gradient.of()).withSamples(20));

  /** What the result depends on beside the model and the garments. */
  record Settings(
      int garments, ImmutableList<Double> percentiles, ImmutableList<String> rivals, long seed) {}

  private final Path directory;
  private final Path sheet;
  private final Settings settings;

  private ThresholdedRivals(Path directory, Path sheet, Settings settings) {
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
  public static ThresholdedRivals of(Path directory, Path sheet, Effort effort, long seed) {
    return new ThresholdedRivals(
        directory,
        sheet,
        new Settings(
            effort.choose(10, 100),
            ImmutableList.of(95.0, 98.0, 99.0),
            RIVALS.values().stream().map(MethodSpecs::print).collect(toImmutableList()),
            seed));
  }

  @Override
  public String name() {
    return "thresholded-rivals";
  }

  @Override
  public Object settings() {
    return settings;
  }

  @Override
  public Class<ThresholdedRivalsResult> result() {
    return ThresholdedRivalsResult.class;
  }

  @Override
  public int steps() {
    return settings.percentiles().size() + RIVALS.size();
  }

  @Override
  public ThresholdedRivalsResult run(Consumer<String> beforeEachStep) {
    List<Garment> garments = Garment.readSheet(sheet);
    try (Model model = Model.load(directory)) {
      PlantedSample sample =
          PlantedSample.of(
              model, Plantings.ofAnyBrightness(garments, settings.garments(), settings.seed()));
      ImmutableMap.Builder<String, FloatNdArray> rivals = ImmutableMap.builder();
      RIVALS.forEach(
          (title, method) -> {
            beforeEachStep.accept("garments " + title);
            rivals.put(title, maps(model, method, sample));
          });
      List<ThresholdedRivalsResult.Level> levels = new ArrayList<>();
      for (double percentile : settings.percentiles()) {
        AttributionMethod rectGrad = Percentiles.method(percentile, false);
        beforeEachStep.accept("garments " + MethodSpecs.print(rectGrad));
        levels.add(
            level(
                percentile,
                sample.pictures(),
                maps(model, rectGrad, sample),
                rivals.buildOrThrow()));
      }
      return new ThresholdedRivalsResult(settings.seed(), settings.garments(), levels);
    }
  }

  private static FloatNdArray maps(Model model, AttributionMethod method, PlantedSample sample) {
    return Saliency.of(model)
        .method(method)
        .target(sample.target())
        .compute(sample.input())
        .values();
  }

  private static ThresholdedRivalsResult.Level level(
      double percentile,
      List<PlantedPicture> pictures,
      FloatNdArray maps,
      ImmutableMap<String, FloatNdArray> rivals) {
    List<Double> nonZero = new ArrayList<>();
    List<Double> mass = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      nonZero.add(Percentiles.nonZeroPixels(maps.get(i)));
      mass.add(MASS.measure(Attribution.of(maps.get(i)), pictures.get(i).mask()));
    }
    List<ThresholdedRivalsResult.Rival> results = new ArrayList<>();
    rivals.forEach(
        (title, others) -> {
          List<Double> whole = new ArrayList<>();
          List<Double> cut = new ArrayList<>();
          for (int i = 0; i < pictures.size(); i++) {
            boolean[][] mask = pictures.get(i).mask();
            whole.add(MASS.measure(Attribution.of(others.get(i)), mask));
            cut.add(MASS.measure(Attribution.of(cut(others.get(i), nonZero.get(i))), mask));
          }
          results.add(new ThresholdedRivalsResult.Rival(title, whole, cut));
        });
    return new ThresholdedRivalsResult.Level(percentile, nonZero, mass, results);
  }

  /**
   * |A|, summed over the channels, of a share of the pixels, those of most |A|; zero elsewhere. Of
   * pixels alike at the border those of the first rows are kept.
   */
  static FloatNdArray cut(FloatNdArray map, double share) {
    float[] pixels = Figures.array(Figures.magnitudes(map));
    Integer[] order = new Integer[pixels.length];
    Arrays.setAll(order, pixel -> pixel);
    Arrays.sort(order, (a, b) -> Float.compare(pixels[b], pixels[a]));
    float[] kept = new float[pixels.length];
    for (int i = 0; i < Math.round(share * pixels.length); i++) {
      kept[order[i]] = pixels[order[i]];
    }
    Shape shape = map.shape();
    return NdArrays.wrap(
        Shape.of(shape.get(0), shape.get(1), 1), DataBuffers.of(kept, false, false));
  }
}
