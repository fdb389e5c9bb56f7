package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.report.DataUri;
import io.github.tfsaliency.examples.model.Logits;
import io.github.tfsaliency.examples.model.PictureModel;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;

/** The effect of RectGrad's percentile on the map of a photograph. */
public final class PercentilePhoto implements Part<PercentilePhotoResult> {
  /** What the result depends on beside the model. */
  record Settings(String photo, String sum, ImmutableList<Double> percentiles) {}

  private final Supplier<Model> models;
  private final Function<Model, Saliency> explaining;
  private final Path photo;
  private final ImmutableList<Double> percentiles;

  private PercentilePhoto(
      Supplier<Model> models,
      Function<Model, Saliency> explaining,
      Path photo,
      ImmutableList<Double> percentiles) {
    this.models = models;
    this.explaining = explaining;
    this.photo = photo;
    this.percentiles = percentiles;
  }

  /**
   * The experiment.
   *
   * @param models gives a model that takes pictures and says how it encodes them; closed by the
   *     caller
   * @param explaining begins each computation of maps: {@code Saliency::of}, or with a timeout
   * @param photo a picture file
   * @param effort how much is computed
   * @return to be run while the model is open
   */
  public static PercentilePhoto of(
      Supplier<Model> models, Function<Model, Saliency> explaining, Path photo, Effort effort) {
    return new PercentilePhoto(models, explaining, photo, Percentiles.of(effort));
  }

  @Override
  public String name() {
    return "percentile-" + FittedPhoto.partName(photo);
  }

  @Override
  public Object settings() {
    return new Settings(FittedPhoto.name(photo), FileSums.of(photo), percentiles);
  }

  @Override
  public Class<PercentilePhotoResult> result() {
    return PercentilePhotoResult.class;
  }

  @Override
  public int steps() {
    return 2 * percentiles.size();
  }

  @Override
  public PercentilePhotoResult run(Consumer<String> beforeEachStep) {
    Model model = models.get();
    FittedPhoto fitted = FittedPhoto.of(model, photo);
    FloatNdArray logits = model.predict(fitted.input());
    int top = Logits.top(logits.get(0));
    List<PercentilePhotoResult.MapPicture> maps = new ArrayList<>();
    List<PercentilePhotoResult.Level> plain = new ArrayList<>();
    List<PercentilePhotoResult.Level> multiplied = new ArrayList<>();
    Saliency saliency = explaining.apply(model).target(Target.classIndex(top));
    for (boolean times : new boolean[] {false, true}) {
      for (double percentile : percentiles) {
        beforeEachStep.accept(
            FittedPhoto.name(photo)
                + " "
                + MethodSpecs.print(Percentiles.method(percentile, times)));
        FloatNdArray map =
            saliency.method(Percentiles.method(percentile, times)).compute(fitted.input()).values();
        (times ? multiplied : plain).add(level(percentile, map, fitted.input()));
        if (Percentiles.PICTURED.contains(percentile)) {
          maps.add(
              new PercentilePhotoResult.MapPicture(
                  percentile, times, DataUri.png(Heatmap.of(map))));
        }
      }
    }
    return new PercentilePhotoResult(
        FittedPhoto.name(photo),
        top,
        PictureModel.label(model, top),
        logits.getFloat(0, top),
        FittedPhoto.text(fitted.encoding()),
        DataUri.jpeg(fitted.picture()),
        plain,
        multiplied,
        maps);
  }

  private static PercentilePhotoResult.Level level(
      double percentile, FloatNdArray map, FloatNdArray input) {
    Coherence coherence = Coherence.of(Attribution.of(map), input);
    return new PercentilePhotoResult.Level(
        percentile,
        coherence.gini(),
        coherence.totalVariation(),
        coherence.edgeCorrelation(),
        coherence.edgeRankCorrelation(),
        Percentiles.nonZeroPixels(map));
  }
}
