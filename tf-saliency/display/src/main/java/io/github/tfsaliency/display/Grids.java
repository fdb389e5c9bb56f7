package io.github.tfsaliency.display;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.display.plot.Channel;
import io.github.tfsaliency.display.plot.Heat;
import io.github.tfsaliency.display.plot.Lines;
import io.github.tfsaliency.display.plot.Numbers;
import io.github.tfsaliency.display.plot.Panels;
import io.github.tfsaliency.display.plot.Plot;
import io.github.tfsaliency.display.plot.Scale;
import io.github.tfsaliency.display.plot.Steps;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Series, sounds, matrices and volumes. */
final class Grids {
  private static final double[] NOTHING = {};
  private static final double[][] NO_ROWS = {};
  private static final double SLICE = 100;
  private static final double LARGEST_SLICE = 210;

  private Grids() {}

  /** Of a series, or of numbers {@code [T, C]} or {@code [T]}. */
  static Plot lines(Sample sample, Settings settings) {
    if (sample.view() instanceof InputView.Sound sound) {
      return sound(sample, sound, settings);
    }
    Cube map = matrix(sample.map());
    Cube values = sample.values().count() == 0 ? sample.values() : matrix(sample.values());
    boolean known = values.count() > 0;
    checkArgument(
        !known || values.size(0) == map.size(0),
        "The series (shape %s) has not as many steps as the map (shape %s).",
        sample.values().shape(),
        sample.map().shape());
    checkArgument(
        !known || map.size(1) == values.size(1) || map.size(1) == 1 || values.size(1) == 1,
        "The series (shape %s) has not as many channels as the map (shape %s).",
        sample.values().shape(),
        sample.map().shape());
    int count = known && map.size(1) == 1 ? values.size(1) : map.size(1);
    ImmutableList.Builder<Channel> channels = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      channels.add(
          new Channel(
              name(sample.view(), i, count),
              known ? values.column(Math.min(i, values.size(1) - 1)) : NOTHING,
              settings.signed(map.column(Math.min(i, map.size(1) - 1)))));
    }
    return new Lines(
        channels.build(),
        settings.channels(),
        scale(settings.signed(map.values()), settings),
        Steps.counted(map.size(0), "step"),
        false);
  }

  private static String name(InputView view, int channel, int count) {
    if (view instanceof InputView.Series series && channel < series.channels().size()) {
      return series.channels().get(channel);
    }
    return count == 1 ? "value" : "channel " + channel;
  }

  private static Scale scale(double[] values, Settings settings) {
    return Scale.clipped(values, settings.sign().isSigned());
  }

  private static Plot sound(Sample sample, InputView.Sound sound, Settings settings) {
    Cube map = sample.map().squeezed(1);
    double seconds = sound.samples().length() / sound.rate();
    double[] wave = sound.samples().toArray();
    if (map.rank() > 1 && map.size(map.rank() - 1) > 1) {
      Cube matrix = matrix(map);
      Steps frames = new Steps(matrix.size(0), seconds / matrix.size(0), "seconds");
      return Plot.stacked(
          new Lines(
              ImmutableList.of(new Channel("sound", wave, NOTHING)),
              1,
              new Scale(0, 1, true),
              frames,
              true),
          spectrogram(matrix, NO_ROWS, frames, settings));
    }
    double[] values = settings.signed(map.values());
    return new Lines(
        ImmutableList.of(new Channel("sound", wave, values)),
        1,
        scale(values, settings),
        new Steps(values.length, seconds / values.length, "seconds"),
        true);
  }

  private static Plot spectrogram(Cube map, double[][] values, Steps frames, Settings settings) {
    double[][] rows = upright(settings.signed(map.rows()));
    Scale scale = scale(settings.signed(map.values()), settings);
    return new Heat(values, rows, scale, frames, "up: frequency bin", true);
  }

  /** Frames become columns, and the highest bin the first row. */
  private static double[][] upright(double[][] frames) {
    double[][] rows = new double[frames[0].length][frames.length];
    for (int i = 0; i < rows.length; i++) {
      for (int frame = 0; frame < frames.length; frame++) {
        rows[i][frame] = frames[frame][rows.length - 1 - i];
      }
    }
    return rows;
  }

  static Plot heatmap(Sample sample, Settings settings) {
    if (sample.view() instanceof InputView.Sound sound) {
      return sound(sample, sound, settings);
    }
    Cube map = matrix(sample.map());
    Cube values = sample.values().count() == 0 ? sample.values() : matrix(sample.values());
    double[][] shown =
        values.count() > 0 && values.shape().equals(map.shape()) ? values.rows() : NO_ROWS;
    if (sample.view() instanceof InputView.Series) {
      double[][] known = shown.length == 0 ? shown : upright(shown);
      return spectrogram(map, known, Steps.counted(map.size(0), "step"), settings);
    }
    return new Heat(
        shown,
        settings.signed(map.rows()),
        scale(settings.signed(map.values()), settings),
        Steps.counted(map.size(1), "column"),
        "down: row",
        false);
  }

  /**
   * Two dimensions: {@code [T, C]} as it is, {@code [H, W, C]} summed over channels, the first ones
   * of more joined.
   */
  private static Cube matrix(Cube given) {
    Cube cube = given.squeezed(2);
    return switch (cube.rank()) {
      case 0 -> cube.as(1, 1);
      case 1 -> cube.as(cube.count(), 1);
      case 2 -> cube;
      default -> {
        Cube summed = cube.summed(cube.rank() - 1);
        int width = summed.size(summed.rank() - 1);
        yield summed.as(summed.count() / Math.max(1, width), width);
      }
    };
  }

  /** Of {@code [..., D, H, W, C]}, or {@code [D, H, W]} if somebody asks for it. */
  static Plot slices(Sample sample, Settings settings) {
    Cube map = volume(sample.map());
    Cube values = sample.values().count() == 0 ? sample.values() : volume(sample.values());
    boolean known = values.count() > 0 && values.shape().equals(map.shape());
    int depth = map.size(0);
    int shown = Math.min(depth, settings.slices());
    Scale scale = scale(settings.signed(map.values()), settings);
    Scale greys = known ? Scale.between(values.values()) : scale;
    List<Panels.Panel> panels = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      int slice = shown == depth ? i : (int) ((2L * i + 1) * depth / (2L * shown));
      double[][] rows = settings.signed(map.part(slice).rows());
      double sum = 0;
      for (double[] row : rows) {
        for (double value : row) {
          sum += value;
        }
      }
      String name = slice + " (" + Numbers.signed(sum) + ")";
      panels.add(
          known
              ? Panels.Panel.of(
                  name,
                  new Panels.Layer(grey(values.part(slice).rows(), greys), false),
                  new Panels.Layer(scale.layer(rows), false))
              : Panels.Panel.of(name, new Panels.Layer(scale.image(rows), false)));
    }
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    notes.add("Below each slice: its number and the sum of its map.");
    if (shown < depth) {
      notes.add(
          Numbers.count(shown)
              + " of "
              + Numbers.count(depth)
              + " slices are shown, at equal distances.");
    }
    return new Panels(
        ImmutableList.copyOf(panels),
        (double) map.size(1) / map.size(2),
        SLICE,
        LARGEST_SLICE,
        scale,
        notes.build());
  }

  private static Cube volume(Cube given) {
    Cube cube = given.squeezed(3);
    checkArgument(
        cube.rank() >= 3,
        "Slices need a map of shape [D, H, W, C] or [D, H, W], not %s.",
        given.shape());
    if (cube.rank() == 3) {
      return cube;
    }
    Cube summed = cube.summed(cube.rank() - 1);
    int width = summed.size(summed.rank() - 1);
    int height = summed.size(summed.rank() - 2);
    return summed.as(summed.count() / (width * height), height, width);
  }

  /** Light enough that colours above can be seen. */
  private static BufferedImage grey(double[][] rows, Scale scale) {
    BufferedImage image =
        new BufferedImage(rows[0].length, rows.length, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length; x++) {
        double value = Double.isFinite(rows[y][x]) ? rows[y][x] : scale.least();
        int level = (int) Math.round(60 + 150 * scale.strength(value));
        image.setRGB(x, y, 0xff << 24 | level << 16 | level << 8 | level);
      }
    }
    return image;
  }
}
