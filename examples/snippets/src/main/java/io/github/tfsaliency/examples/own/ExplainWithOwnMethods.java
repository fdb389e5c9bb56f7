package io.github.tfsaliency.examples.own;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;

/** Explains a picture by the rule and the method of this module, named as on the command line. */
public final class ExplainWithOwnMethods {
  private ExplainWithOwnMethods() {}

  /**
   * Explains a picture.
   *
   * @param arguments the SavedModel's folder, the picture, the PNG to write
   */
  public static void main(String[] arguments) {
    String method = "mirrored-mean:inner=lrp:rule=two-gammas,positive=2";
    try (Model model = Model.load(Path.of(arguments[0]))) {
      Picture photo = Picture.read(Path.of(arguments[1]));
      Attribution map = Saliency.of(model).method(MethodSpecs.parse(method)).compute(photo);
      Heatmap.of(map).overlay(photo).writePng(Path.of(arguments[2]));
      System.out.println(map);
    }
  }
}
