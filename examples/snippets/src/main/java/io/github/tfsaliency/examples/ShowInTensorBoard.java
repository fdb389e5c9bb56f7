package io.github.tfsaliency.examples;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.method.RectifiedGradient;
import java.nio.file.Path;

/** The example of docs/tensorboard.md: what happens between the score and the map? */
public final class ShowInTensorBoard {
  private ShowInTensorBoard() {}

  /**
   * Writes a folder for TensorBoard.
   *
   * @param arguments the SavedModel's folder, the picture, the folder to write
   */
  public static void main(String[] arguments) {
    debug(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
  }

  static Attribution debug(Path savedModel, Path photograph, Path log) {
    // tag::debug[]
    try (Model model = Model.load(savedModel)) {
      Saliency debugged = Saliency.of(model).method(RectifiedGradient.percentile(98)).debug(log);
      return debugged.compute(photograph);
    }
    // end::debug[]
  }
}
