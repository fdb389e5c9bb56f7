package io.github.tfsaliency.examples.cli;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.examples.looks.MeanColour;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;

/** What removed pixels become, as {@code baseline} of a metric says; it may depend on the input. */
@FunctionalInterface
interface MetricBaseline {
  /** The baseline for an input {@code [H, W, C]}. */
  Baseline of(FloatNdArray input);

  static MetricBaseline read(SpecOptions options) {
    String text = options.text("baseline").orElse("mean");
    if (text.equals("mean")) {
      return MeanColour::of;
    }
    if (Ascii.toLowerCase(text).endsWith(".npy")) {
      FloatNdArray values = Npy.read(Path.of(text));
      return input -> Baseline.array(PixelView.of(values).view(values));
    }
    double[] numbers;
    try {
      numbers = Splitter.on('/').splitToStream(text).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw options.wrong(
          "baseline", text, "mean, a number, one for each channel as in 0/0/0, or a .npy file", e);
    }
    Baseline baseline = Baseline.perChannel(numbers);
    return input -> baseline;
  }
}
