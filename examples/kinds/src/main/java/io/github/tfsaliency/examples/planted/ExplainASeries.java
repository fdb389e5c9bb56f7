package io.github.tfsaliency.examples.planted;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.AttributionFiles;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.display.Display;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.method.path.IntegratedGradients;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;

/** When did the machine fail, and which sensor shows it? A burst in the vibration decides. */
public final class ExplainASeries {
  private static final ImmutableList<String> SENSORS =
      ImmutableList.of("current", "vibration", "temperature");

  private ExplainASeries() {}

  /**
   * Explains the first series of a file.
   *
   * @param arguments the SavedModel's folder, the {@code .npy} of many series, the SVG to write
   */
  public static void main(String[] arguments) {
    explain(Path.of(arguments[0]), Path.of(arguments[1]), 0, Path.of(arguments[2]));
  }

  static Attribution explain(Path savedModel, Path npy, int number, Path svg) {
    // tag::series[]
    FloatNdArray series = AttributionFiles.readNpyBatch(npy).values().get(number);
    try (Model model = Model.load(savedModel)) {
      Attribution map =
          Saliency.of(model).method(IntegratedGradients.of()).target(Target.top()).compute(series);
      Display.of(map, new InputView.Series(series, SENSORS)).writeSvg(svg);
      // end::series[]
      return map;
    }
  }
}
