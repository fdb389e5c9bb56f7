package io.github.tfsaliency.examples.experiment;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.cli.report.DataUri;
import io.github.tfsaliency.examples.model.PictureModel;
import io.github.tfsaliency.image.Heatmap;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Maps side by side for the eye: of garments of several classes, then of several garments of one.
 *
 * @param labels of the garments, in words
 * @param pictures of the garments, as data URIs
 * @param strips by method
 */
public record GarmentGallery(List<String> labels, List<String> pictures, List<Strip> strips) {
  /** Four classes that look different, then four ankle boots: garments come by turns of class. */
  private static final List<Integer> SHOWN = List.of(0, 1, 5, 8, 9, 19, 29, 39);

  /** How many are of several classes; the others are of one. */
  public static final int OF_SEVERAL_CLASSES = 4;

  /**
   * The maps of one method.
   *
   * @param title the method
   * @param maps one a garment, as data URIs
   */
  public record Strip(String title, List<String> maps) {}

  /** The garments, without any map yet. */
  static GarmentGallery of(Model model, PlantedSample sample) {
    return new GarmentGallery(
        SHOWN.stream()
            .map(i -> PictureModel.label(model, sample.pictures().get(i).label()))
            .toList(),
        SHOWN.stream().map(i -> DataUri.png(sample.pictures().get(i).picture())).toList(),
        List.of());
  }

  /** One strip more. */
  GarmentGallery with(String title, List<FloatNdArray> maps) {
    List<Strip> all = new ArrayList<>(strips);
    all.add(
        new Strip(title, SHOWN.stream().map(i -> DataUri.png(Heatmap.of(maps.get(i)))).toList()));
    return new GarmentGallery(labels, pictures, List.copyOf(all));
  }
}
