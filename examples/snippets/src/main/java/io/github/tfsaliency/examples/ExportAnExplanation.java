package io.github.tfsaliency.examples;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;

/** The example of docs/export.md: an explanation that needs no Java. */
public final class ExportAnExplanation {
  private ExportAnExplanation() {}

  /**
   * Writes a SavedModel that explains itself.
   *
   * @param arguments the SavedModel's folder, the folder to write
   */
  public static void main(String[] arguments) {
    export(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  static void export(Path savedModel, Path explained) {
    // tag::export[]
    try (Model model = Model.load(savedModel)) {
      Saliency.of(model).method(Lrp.of(Composite.epsilonPlus())).export(explained);
    }
    // end::export[]
  }

  static Attribution call(Path explained, FloatNdArray batch) {
    // tag::call[]
    try (Model model = Model.load(explained)) {
      return model.explanation().orElseThrow().compute(batch, Target.top());
    }
    // end::call[]
  }
}
