package io.github.tfsaliency.examples.planted;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.display.Display;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.method.path.ExpectedGradients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.StdArrays;

/** Why is a room pleasant? Its temperature and its heating decide. */
public final class ExplainARow {
  private static final ImmutableList<String> HEATING = ImmutableList.of("district", "gas", "oil");
  private static final double[] MEANS = {21, 50, 45, 60, 4, 35, 900};
  private static final double[] DEVIATIONS = {3, 10, 8, 20, 3, 15, 250};

  /** The names of the model's ten features. */
  static final ImmutableList<String> FEATURES =
      ImmutableList.of(
          "temperature",
          "humidity",
          "noise",
          "area",
          "floor",
          "age",
          "rent",
          "heating=district",
          "heating=gas",
          "heating=oil");

  private ExplainARow() {}

  /**
   * Explains the first row of a table.
   *
   * @param arguments the SavedModel's folder, the table, the SVG to write
   * @throws IOException if the table cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    explain(Path.of(arguments[0]), Path.of(arguments[1]), 0, Path.of(arguments[2]));
  }

  static Attribution explain(Path savedModel, Path table, int row, Path svg) throws IOException {
    List<String> lines = Files.readAllLines(table);
    List<String> cells = new ArrayList<>(Splitter.on(',').splitToList(lines.get(row + 1)));
    FloatNdArray values = StdArrays.ndCopyOf(standardised(cells));
    // tag::row[]
    try (Model model = Model.load(savedModel)) {
      Attribution map =
          Saliency.of(model)
              // A baseline of zero would say nothing of a column at its mean.
              .method(ExpectedGradients.of(otherRooms(200)))
              .target(Target.top())
              .compute(values);
      Display.of(map, new InputView.Row(FEATURES, shown(cells))).writeSvg(svg);
      // end::row[]
      return map;
    }
  }

  private static float[] standardised(List<String> cells) {
    float[] values = new float[FEATURES.size()];
    for (int i = 0; i < MEANS.length; i++) {
      values[i] = (float) ((Double.parseDouble(cells.get(i)) - MEANS[i]) / DEVIATIONS[i]);
    }
    values[MEANS.length + HEATING.indexOf(cells.get(MEANS.length))] = 1;
    return values;
  }

  /** What a person reads beside each feature. */
  private static ImmutableList<String> shown(List<String> cells) {
    ImmutableList.Builder<String> shown = ImmutableList.builder();
    shown.addAll(cells.subList(0, MEANS.length));
    HEATING.forEach(kind -> shown.add(kind.equals(cells.get(MEANS.length)) ? "yes" : "no"));
    return shown.build();
  }

  /** Rooms as they are made, to compare with. */
  private static List<Baseline> otherRooms(int count) {
    Random random = new Random(1);
    List<Baseline> rooms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] room = new float[FEATURES.size()];
      for (int j = 0; j < MEANS.length; j++) {
        room[j] = (float) random.nextGaussian();
      }
      room[MEANS.length + random.nextInt(HEATING.size())] = 1;
      rooms.add(Baseline.array(StdArrays.ndCopyOf(room)));
    }
    return rooms;
  }
}
