package io.github.tfsaliency.examples;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.WSquare;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/** The example of docs/methods/lrp.md: relevance by a custom composite, and where it is lost. */
public final class ExplainByRelevance {
  private ExplainByRelevance() {}

  /**
   * Explains a picture.
   *
   * @param arguments the SavedModel's folder, the picture, the PNG to write
   */
  public static void main(String[] arguments) {
    Attribution map =
        explain(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), System.out);
    System.out.println(map);
  }

  static Attribution explain(Path savedModel, Path photograph, Path png, PrintStream out) {
    // tag::composite[]
    Composite composite =
        Composite.empty()
            .withRule(LayerSelector.first(), new WSquare())
            .withRule(LayerSelector.kind(LayerKind.CONVOLUTION), new Gamma(0.25))
            .withRule(LayerSelector.linear(), new Epsilon(1e-6));
    // end::composite[]
    try (Model model = Model.load(savedModel)) {
      Saliency saliency = Saliency.of(model).method(Lrp.of(composite));
      Picture photo = Picture.read(photograph);
      Attribution map = saliency.compute(photo);
      Heatmap.of(map).overlay(photo).writePng(png);
      LayerAttributions layers = saliency.layers(model.encode(photo));
      layers
          .sums()
          .forEach((layer, sums) -> out.printf(Locale.ROOT, "%10.4f %s%n", sums.get(0), layer));
      return map;
    }
  }
}
