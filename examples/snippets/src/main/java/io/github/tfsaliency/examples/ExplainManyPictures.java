package io.github.tfsaliency.examples;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Outcome;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Explains many pictures, one bad one among them or not. */
public final class ExplainManyPictures {
  private ExplainManyPictures() {}

  /**
   * Writes an overlay beside each picture, by another name.
   *
   * @param arguments the SavedModel's folder, and the pictures
   */
  public static void main(String[] arguments) {
    List<Path> photographs = Arrays.stream(arguments).skip(1).map(Path::of).toList();
    try (Model model = Model.load(Path.of(arguments[0]))) {
      explain(
          model,
          photographs,
          (photograph, map) ->
              Heatmap.of(map)
                  .overlay(Picture.read(photograph))
                  .writePng(photograph.resolveSibling(photograph.getFileName() + ".map.png")),
          System.err::println);
    }
  }

  static void explain(
      Model model,
      List<Path> photographs,
      BiConsumer<Path, Attribution> show,
      Consumer<String> log) {
    // tag::explain[]
    try (Stream<Outcome<Path>> outcomes =
        Saliency.of(model)
            .method(SmoothGrad.of(RectifiedGradient.percentile(98)).withSamples(25))
            .computeAll(photographs.stream())) {
      outcomes.forEach(
          outcome ->
              outcome
                  .failure()
                  .ifPresentOrElse(
                      failure -> log.accept(outcome.source() + ": " + failure.getMessage()),
                      () -> show.accept(outcome.source(), outcome.orElseThrow())));
    }
    // end::explain[]
  }
}
