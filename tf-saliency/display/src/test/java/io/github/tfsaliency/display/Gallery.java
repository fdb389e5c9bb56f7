package io.github.tfsaliency.display;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.image.Picture;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A display of each kind, of samples that are made here. Its main writes all of them into a folder:
 * the pictures of {@code docs/displays.md}, and pages to look at.
 */
public final class Gallery {
  private static final List<String> COLUMNS =
      List.of(
          "age",
          "hours per week",
          "education",
          "capital gain",
          "occupation",
          "marital status",
          "relationship",
          "work class",
          "native country",
          "capital loss",
          "sampling weight",
          "union member");

  private static final List<String> ROW =
      List.of(
          "39",
          "60",
          "Bachelors",
          "2174",
          "Adm-clerical",
          "Never-married",
          "Not-in-family",
          "State-gov",
          "United-States",
          "0",
          "77516",
          "no");

  private Gallery() {}

  /**
   * Writes the gallery.
   *
   * @param arguments the folder; {@code docs} behind it leaves out what the docs do not show
   */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    boolean docs = arguments.length > 1;
    all()
        .forEach(
            (name, display) -> {
              if (docs) {
                display.writePng(folder.resolve("display-" + name + ".png"));
                return;
              }
              display.writePng(folder.resolve(name + ".png"));
              display.theme(Theme.DARK).writePng(folder.resolve(name + "-dark.png"));
              display.writeSvg(folder.resolve(name + ".svg"));
              display.writeHtml(folder.resolve(name + ".html"));
            });
  }

  static Map<String, Display> all() {
    Map<String, Display> all = new LinkedHashMap<>();
    all.put("bars", Display.of(row(), view()));
    all.put("waterfall", Display.of(row(), view()).kind(DisplayKind.WATERFALL).top(8));
    all.put("beeswarm", many());
    all.put("mean-bars", many().kind(DisplayKind.MEAN_BARS));
    all.put("lines", series());
    all.put("words", words());
    all.put("words-right-to-left", hebrew());
    all.put("waveform", sound());
    all.put("spectrogram", spectrogram());
    all.put("slices", volume());
    all.put("heatmap", Display.of(map(noise(3, 40, 30), 40, 30)));
    Display photo = photograph();
    for (DisplayKind kind :
        List.of(
            DisplayKind.OVERLAY,
            DisplayKind.SIDE_BY_SIDE,
            DisplayKind.CONTOUR,
            DisplayKind.MASKED,
            DisplayKind.TRANSPARENCY,
            DisplayKind.SIGNS)) {
      all.put(kind.toString(), photo.kind(kind));
    }
    return all;
  }

  private static InputView.Row view() {
    return new InputView.Row(ImmutableList.copyOf(COLUMNS), ImmutableList.copyOf(ROW));
  }

  static Attribution row() {
    return explained(
        "integrated-gradients",
        "more than 50K",
        1.284,
        new float[] {
          0.31f, 0.62f, 0.284f, 0.91f, -0.12f, -0.74f, -0.21f, 0.05f, 0.03f, -0.01f, 0.002f, -0.004f
        },
        12);
  }

  private static Display many() {
    int samples = 240;
    Random random = new Random(7);
    float[] values = new float[samples * COLUMNS.size()];
    ImmutableList.Builder<InputView> views = ImmutableList.builder();
    for (int i = 0; i < samples; i++) {
      ImmutableList.Builder<String> row = ImmutableList.builder();
      for (int c = 0; c < COLUMNS.size(); c++) {
        double value = random.nextGaussian();
        double weight = (c % 2 == 0 ? 1 : -1) / (1.0 + c);
        values[i * COLUMNS.size() + c] = (float) (weight * value + 0.05 * random.nextGaussian());
        row.add(c == 5 ? (value > 0 ? "Married" : "Never-married") : Double.toString(value));
      }
      views.add(new InputView.Row(ImmutableList.copyOf(COLUMNS), row.build()));
    }
    return Display.ofMany(
            Attribution.ofBatch(
                array(values, samples, COLUMNS.size()),
                ImmutableLongArray.copyOf(new long[samples]),
                ImmutableDoubleArray.copyOf(new double[samples]),
                "integrated-gradients",
                "logits"),
            views.build())
        .title("What the income depends on");
  }

  static Display series() {
    int steps = 180;
    float[] values = new float[steps * 3];
    float[] map = new float[steps * 3];
    Random random = new Random(3);
    for (int t = 0; t < steps; t++) {
      values[3 * t] = (float) (Math.sin(t / 9.0) + 0.1 * random.nextGaussian());
      values[3 * t + 1] = (float) (Math.cos(t / 15.0) * 20 + random.nextGaussian());
      values[3 * t + 2] = (float) (0.01 * random.nextGaussian() + 9.81);
      double bump = Math.exp(-Math.pow((t - 70) / 8.0, 2));
      values[3 * t] += (float) (1.6 * bump);
      map[3 * t] = (float) (bump + 0.03 * random.nextGaussian());
      map[3 * t + 1] = (float) (-0.5 * Math.exp(-Math.pow((t - 130) / 12.0, 2)));
      map[3 * t + 2] = (float) (0.02 * random.nextGaussian());
    }
    return Display.of(
        explained("input-x-gradient", "stumble", 3.21, map, steps, 3),
        new InputView.Series(
            array(values, steps, 3), ImmutableList.of("acceleration x", "tilt", "acceleration z")));
  }

  static Display words() {
    List<String> tokens =
        Splitter.on(' ')
            .splitToList(
                "[CLS] the acting is wonder ##ful , but the plot of this film is so thin that i"
                    + " nearly fell asleep twice . still , an unforget ##table finale !"
                    + " [SEP] [PAD] [PAD] [PAD] [PAD] [PAD] [PAD] [PAD] [PAD]");
    float[] map = new float[tokens.size()];
    map[1] = 0.02f;
    map[2] = 0.3f;
    map[4] = 0.9f;
    map[5] = 0.7f;
    map[7] = -0.2f;
    map[9] = -0.15f;
    map[14] = -0.3f;
    map[15] = -0.85f;
    map[18] = -0.2f;
    map[19] = -0.45f;
    map[20] = -0.6f;
    map[26] = 0.5f;
    map[27] = 0.55f;
    map[28] = 0.2f;
    return Display.of(
        explained("lrp:rule=epsilon", "positive", 0.87, map, tokens.size()), text(tokens));
  }

  static InputView.Text text(List<String> tokens) {
    return new InputView.Text(
        ImmutableList.copyOf(tokens),
        tokens.stream()
            .map(token -> token.startsWith("[") && token.endsWith("]"))
            .collect(ImmutableList.toImmutableList()));
  }

  private static Display hebrew() {
    List<String> tokens =
        Splitter.on(' ')
            .splitToList(
                "[CLS] הסרט הזה היה נפלא , אבל הסוף של Star Wars היה ארוך מדי וחבל"
                    + " מאוד על הזמן שלנו . [SEP]");
    float[] map = new float[tokens.size()];
    map[4] = 0.8f;
    map[12] = -0.5f;
    map[13] = -0.6f;
    map[14] = -0.7f;
    return Display.of(explained("gradient", "positive", 0.2, map, tokens.size()), text(tokens));
  }

  private static Display sound() {
    int rate = 8000;
    double[] samples = wave(rate);
    float[] map = new float[rate];
    Random random = new Random(5);
    for (int i = 0; i < rate; i++) {
      map[i] =
          (float)
              (samples[i] * samples[i] * (i > 3000 && i < 4800 ? 1 : -0.1)
                  + 0.005 * random.nextGaussian());
    }
    return Display.of(
        explained("gradient", "beep", 5.5, map, rate, 1),
        new InputView.Sound(ImmutableDoubleArray.copyOf(samples), rate));
  }

  private static double[] wave(int rate) {
    double[] samples = new double[rate];
    for (int i = 0; i < rate; i++) {
      double envelope = Math.exp(-Math.pow((i - 3900) / 700.0, 2));
      samples[i] = 0.7 * envelope * Math.sin(i * 0.6) + 0.05 * Math.sin(i * 0.05);
    }
    return samples;
  }

  private static Display spectrogram() {
    int frames = 98;
    int bins = 40;
    float[] map = new float[frames * bins];
    Random random = new Random(6);
    for (int t = 0; t < frames; t++) {
      for (int b = 0; b < bins; b++) {
        double bump = Math.exp(-Math.pow((t - 48) / 8.0, 2) - Math.pow((b - 24) / 3.0, 2));
        double other = Math.exp(-Math.pow((t - 48) / 20.0, 2) - Math.pow((b - 8) / 2.0, 2));
        map[t * bins + b] = (float) (bump - 0.4 * other + 0.03 * random.nextGaussian());
      }
    }
    return Display.of(
        explained("integrated-gradients", "beep", 5.5, map, frames, bins),
        new InputView.Sound(ImmutableDoubleArray.copyOf(wave(8000)), 8000));
  }

  private static Display volume() {
    int size = 24;
    float[] values = new float[size * size * size];
    float[] map = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int z = i / (size * size) - 12;
      int y = i / size % size - 12;
      int x = i % size - 12;
      values[i] = x * x + y * y + z * z < 100 ? 1 : 0.1f;
      double near = Math.exp(-((x - 4) * (x - 4) + (y + 3) * (y + 3) + (z - 2) * (z - 2)) / 9.0);
      map[i] = (float) (near - 0.2 * Math.exp(-((x + 5) * (x + 5) + y * y + z * z) / 9.0));
    }
    return Display.of(
        explained("gradient", "nodule", 2.5, map, size, size, size, 1),
        new InputView.Numbers(array(values, size, size, size, 1)));
  }

  static Display photograph() {
    Picture photo = Picture.read(Path.of("../../examples/photos/coffee.png"));
    int size = 112;
    float[] map = new float[size * size * 3];
    Random random = new Random(8);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double cup = Math.exp(-(Math.pow((x - 62) / 18.0, 2) + Math.pow((y - 50) / 14.0, 2)));
        double table = Math.exp(-(Math.pow((x - 15) / 14.0, 2) + Math.pow((y - 90) / 12.0, 2)));
        for (int c = 0; c < 3; c++) {
          map[(y * size + x) * 3 + c] = (float) (cup - 0.5 * table + 0.08 * random.nextGaussian());
        }
      }
    }
    return Display.of(
        explained("guided-backprop", "espresso", 8.31, map, size, size, 3),
        new InputView.Photograph(photo));
  }

  private static float[] noise(int seed, int... sizes) {
    Random random = new Random(seed);
    float[] values = new float[IntStream.of(sizes).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static Attribution map(float[] values, long... sizes) {
    return Attribution.of(array(values, sizes));
  }

  static Attribution explained(
      String method, String label, double score, float[] map, long... sizes) {
    FloatNdArray batch =
        NdArrays.wrap(Shape.of(sizes).prepend(1), DataBuffers.of(map, false, true));
    return Attribution.ofBatch(
            batch, ImmutableLongArray.of(1), ImmutableDoubleArray.of(score), method, "logits")
        .withLabels(ImmutableList.of(Optional.of(label)))
        .sample(0);
  }

  static FloatNdArray array(float[] values, long... sizes) {
    return NdArrays.wrap(Shape.of(sizes), DataBuffers.of(values, false, true));
  }
}
