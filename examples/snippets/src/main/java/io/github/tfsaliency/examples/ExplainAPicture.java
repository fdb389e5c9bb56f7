package io.github.tfsaliency.examples;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.RectifiedGradient;
import java.nio.file.Path;

/** The README's example: why does the model see an espresso? */
public final class ExplainAPicture {
  private ExplainAPicture() {}

  /**
   * Explains a picture.
   *
   * @param arguments the SavedModel's folder, the picture, the PNG to write
   */
  public static void main(String[] arguments) {
    explain(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
  }

  static Attribution explain(Path savedModel, Path photograph, Path png) {
    // tag::explain[]
    try (Model model = Model.load(savedModel)) {
      Picture photo = Picture.read(photograph);
      Attribution map =
          Saliency.of(model)
              .method(RectifiedGradient.percentile(98)) // no multiplication by the input
              .target(Target.top())
              .compute(photo);
      Heatmap.of(map).overlay(photo).writePng(png);
      // end::explain[]
      return map;
    }
  }
}
