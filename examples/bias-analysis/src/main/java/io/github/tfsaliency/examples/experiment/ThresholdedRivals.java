package io.github.tfsaliency.examples.experiment;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Are RectGrad's maps better, or only sparser? The maps of other methods are cut to as many pixels
 * as RectGrad marks in the same picture, those of most |A|.
 */
public final class ThresholdedRivals implements Part<ThresholdedRivalsResult> {
  private static final MassAccuracy MASS = MassAccuracy.of(Pooling.SUM_ABSOLUTE);

  static final ImmutableMap<String, AttributionMethod> RIVALS =
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
            effort.choose(40, 100),
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
      GarmentGallery gallery = GarmentGallery.of(model, sample);
      for (double percentile : settings.percentiles()) {
        AttributionMethod rectGrad = Percentiles.method(percentile, false);
        beforeEachStep.accept("garments " + MethodSpecs.print(rectGrad));
        FloatNdArray maps = maps(model, rectGrad, sample);
        levels.add(level(percentile, sample, maps, rivals.buildOrThrow()));
        if (percentile == RectifiedGradient.DEFAULT_PERCENTILE) {
          gallery = filled(gallery, maps, rivals.buildOrThrow());
        }
      }
      return new ThresholdedRivalsResult(settings.seed(), settings.garments(), levels, gallery);
    }
  }

  private static GarmentGallery filled(
      GarmentGallery empty, FloatNdArray maps, ImmutableMap<String, FloatNdArray> rivals) {
    List<FloatNdArray> rectGrad = each(maps);
    GarmentGallery gallery = empty.with("RectGrad", rectGrad);
    for (Map.Entry<String, FloatNdArray> rival : rivals.entrySet()) {
      List<FloatNdArray> whole = each(rival.getValue());
      List<FloatNdArray> cut = new ArrayList<>();
      for (int i = 0; i < whole.size(); i++) {
        cut.add(cut(whole.get(i), Percentiles.nonZeroPixels(rectGrad.get(i))));
      }
      gallery = gallery.with(rival.getKey(), whole).with(rival.getKey() + ", cut", cut);
    }
    return gallery;
  }

  private static List<FloatNdArray> each(FloatNdArray maps) {
    List<FloatNdArray> each = new ArrayList<>();
    for (long i = 0; i < maps.shape().get(0); i++) {
      each.add(maps.get(i));
    }
    return each;
  }

  static FloatNdArray maps(Model model, AttributionMethod method, PlantedSample sample) {
    return Saliency.of(model)
        .method(method)
        .target(sample.target())
        .compute(sample.input())
        .values();
  }

  private static ThresholdedRivalsResult.Level level(
      double percentile,
      PlantedSample sample,
      FloatNdArray maps,
      ImmutableMap<String, FloatNdArray> rivals) {
    List<Double> nonZero = new ArrayList<>();
    Judged rectGrad = new Judged(sample);
    for (int i = 0; i < sample.pictures().size(); i++) {
      nonZero.add(Percentiles.nonZeroPixels(maps.get(i)));
      rectGrad.add(maps.get(i));
    }
    List<ThresholdedRivalsResult.Rival> results = new ArrayList<>();
    rivals.forEach(
        (title, others) -> {
          Judged whole = new Judged(sample);
          Judged cut = new Judged(sample);
          for (int i = 0; i < nonZero.size(); i++) {
            whole.add(others.get(i));
            cut.add(cut(others.get(i), nonZero.get(i)));
          }
          results.add(new ThresholdedRivalsResult.Rival(title, whole.figures(), cut.figures()));
        });
    return new ThresholdedRivalsResult.Level(percentile, nonZero, rectGrad.figures(), results);
  }

  /** The figures of maps as they come in, one for each garment of a sample. */
  private static final class Judged {
    private final PlantedSample sample;
    private final List<Double> mass = new ArrayList<>();
    private final List<Double> gini = new ArrayList<>();
    private final List<Double> totalVariation = new ArrayList<>();
    private final List<Double> edges = new ArrayList<>();

    Judged(PlantedSample sample) {
      this.sample = sample;
    }

    void add(FloatNdArray map) {
      int garment = mass.size();
      Attribution attribution = Attribution.of(map);
      Coherence looks = Coherence.of(attribution, sample.input().get(garment));
      mass.add(MASS.measure(attribution, sample.pictures().get(garment).mask()));
      gini.add(looks.gini());
      totalVariation.add(looks.totalVariation());
      edges.add(looks.edgeRankCorrelation());
    }

    ThresholdedRivalsResult.MapFigures figures() {
      return new ThresholdedRivalsResult.MapFigures(mass, gini, totalVariation, edges);
    }
  }

  /**
   * A map of which only a share of the pixels is left, those of most |A|, summed over the channels;
   * zero elsewhere. Of pixels alike at the border those of the first rows are kept.
   */
  static FloatNdArray cut(FloatNdArray map, double share) {
    float[] pixels = Figures.array(Figures.magnitudes(map));
    Integer[] order = new Integer[pixels.length];
    Arrays.setAll(order, pixel -> pixel);
    Arrays.sort(order, (a, b) -> Float.compare(pixels[b], pixels[a]));
    float[] values = Figures.array(map);
    int channels = values.length / pixels.length;
    for (int i = Math.toIntExact(Math.round(share * pixels.length)); i < order.length; i++) {
      Arrays.fill(values, order[i] * channels, (order[i] + 1) * channels, 0);
    }
    return NdArrays.wrap(map.shape(), DataBuffers.of(values, false, false));
  }
}
