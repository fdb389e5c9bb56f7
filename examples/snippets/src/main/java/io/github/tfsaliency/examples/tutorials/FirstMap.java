package io.github.tfsaliency.examples.tutorials;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.RectifiedGradient;
import java.nio.file.Path;

/** Says what a model sees in a picture, and where. */
public final class FirstMap {
  private FirstMap() {}

  /**
   * Writes the map of the class with the highest score.
   *
   * @param arguments the SavedModel's folder, the picture, the PNG to write
   */
  public static void main(String[] arguments) {
    try (Model model = Model.load(Path.of(arguments[0]))) {
      Picture photo = Picture.read(Path.of(arguments[1]));
      model.top(photo, 3).forEach(System.out::println);
      Attribution map =
          Saliency.of(model)
              .method(RectifiedGradient.percentile(98))
              .target(Target.top())
              .compute(photo);
      System.out.println(map);
      Heatmap.of(map).overlay(photo).writePng(Path.of(arguments[2]));
    }
  }
}
