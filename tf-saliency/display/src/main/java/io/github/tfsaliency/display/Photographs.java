package io.github.tfsaliency.display;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.display.plot.Contours;
import io.github.tfsaliency.display.plot.Numbers;
import io.github.tfsaliency.display.plot.Panels;
import io.github.tfsaliency.display.plot.Panels.Layer;
import io.github.tfsaliency.display.plot.Panels.Panel;
import io.github.tfsaliency.display.plot.Plot;
import io.github.tfsaliency.display.plot.Scale;
import io.github.tfsaliency.image.Picture;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Photographs, and numbers that look like one, with their maps. */
final class Photographs {
  private static final int RGB = 3;

  /** Enough for a page, and small enough to stand in it. */
  private static final int LARGEST = 520;

  private static final double LEAST = 150;
  private static final double ALONE = 520;

  private static final BufferedImage NONE = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

  private final Settings settings;
  private final double[][] sums;
  private final Scale scale;
  private final BufferedImage photo;

  private Photographs(Settings settings, double[][] allSums, BufferedImage photo) {
    this.settings = settings;
    sums = settings.signed(allSums);
    this.photo = photo;
    scale = scale(allSums, settings.sign());
  }

  private static Scale scale(double[][] allSums, Sign sign) {
    double[] all = Arrays.stream(allSums).flatMapToDouble(Arrays::stream).map(sign::of).toArray();
    boolean noZero = sign == Sign.ALL && Arrays.stream(all).allMatch(sum -> sum > 0);
    return noZero ? Scale.between(all) : Scale.clipped(all, sign.isSigned());
  }

  /** Whether numbers have as many channels as a photograph, and enough places. */
  static boolean looksLikeOne(Cube values) {
    Cube cube = values.squeezed(3);
    return cube.rank() == 3
        && (cube.size(2) == 1 || cube.size(2) == RGB)
        && Math.min(cube.size(0), cube.size(1)) >= 8;
  }

  static Plot plot(DisplayKind kind, Sample sample, Settings settings) {
    Cube squeezed = sample.map().squeezed(3);
    checkArgument(
        squeezed.rank() == 2 || squeezed.rank() == 3,
        "A photograph needs a map of shape [H, W, C] or [H, W], not %s.",
        sample.map().shape());
    Cube map = squeezed.summed(2);
    BufferedImage photo =
        kind == DisplayKind.SIGNS ? NONE : photo(sample, map.size(1), map.size(0));
    return new Photographs(settings, map.rows(), photo).plot(kind);
  }

  /** The part of the photograph that the model saw, in the file's resolution if that is larger. */
  private static BufferedImage photo(Sample sample, int width, int height) {
    if (!(sample.view() instanceof InputView.Photograph given)) {
      return scaled(sample.values().squeezed(3)).toBufferedImage();
    }
    Picture picture = given.picture();
    double most = Math.max(LARGEST, Math.max(width, height));
    double there = Math.min(picture.width() / (double) width, picture.height() / (double) height);
    double times = Math.max(1, Math.min(most / Math.max(width, height), there));
    return picture
        .fit((int) Math.round(width * times), (int) Math.round(height * times))
        .toBufferedImage();
  }

  /** Numbers from black (least) to white (largest). */
  private static Picture scaled(Cube values) {
    int channels = values.size(2);
    Scale range = Scale.between(finite(values.values()));
    float[] pixels = new float[values.size(0) * values.size(1) * RGB];
    for (int i = 0; i < pixels.length; i++) {
      double value = values.values()[channels == RGB ? i : i / RGB];
      pixels[i] = Double.isFinite(value) ? (float) (255 * position(range, value)) : 0;
    }
    return Picture.of(
        NdArrays.wrap(
            Shape.of(values.size(0), values.size(1), RGB), DataBuffers.of(pixels, false, false)));
  }

  private static double position(Scale range, double value) {
    double share = (value - range.least()) / (range.bound() - range.least());
    return Math.max(0, Math.min(1, share));
  }

  private static double[] finite(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    return finite.length == 0 ? new double[1] : finite;
  }

  private Plot plot(DisplayKind kind) {
    return switch (kind) {
      case SIDE_BY_SIDE ->
          panels(
              ImmutableList.of(
                  Panel.of("what the model saw", new Layer(photo, true)),
                  Panel.of("map", new Layer(scale.image(sums), false)),
                  overlay("both")));
      case CONTOUR -> contour();
      case MASKED -> masked();
      case TRANSPARENCY ->
          panels(
              ImmutableList.of(
                  Panel.of(
                      "the more opaque, the larger the magnitude",
                      new Layer(faded((x, y) -> scale.strength(sums[y][x])), true))));
      case SIGNS -> signs();
      default -> panels(ImmutableList.of(overlay("the map over the photograph")));
    };
  }

  private Panels panels(ImmutableList<Panel> panels, String... notes) {
    return panels(panels, scale, notes);
  }

  private Panels panels(ImmutableList<Panel> panels, Scale shown, String... notes) {
    double aspect = (double) sums.length / sums[0].length;
    return new Panels(panels, aspect, LEAST, ALONE / aspect, shown, ImmutableList.copyOf(notes));
  }

  private Panel overlay(String name) {
    return Panel.of(name, new Layer(grey(), true), new Layer(scale.layer(sums), true));
  }

  private Plot contour() {
    double[][] smooth = Contours.smoothed(sums);
    Scale smoothed = scale(smooth, settings.sign());
    return panels(
        ImmutableList.of(
            new Panel(
                "lines of equal values",
                ImmutableList.of(new Layer(grey(), true)),
                Optional.of(new Contours(smooth, smoothed)))),
        smoothed,
        "Lines: 25, 50 and 75 % of the largest values of the smoothed map.");
  }

  private Plot masked() {
    double[] magnitudes =
        Arrays.stream(sums).flatMapToDouble(Arrays::stream).map(Math::abs).sorted().toArray();
    int kept = (int) Math.max(1, Math.round(settings.share() * magnitudes.length));
    double least = magnitudes[magnitudes.length - kept];
    return panels(
        ImmutableList.of(
            Panel.of(
                "the " + Numbers.text(100 * settings.share()) + " % with the largest magnitude",
                new Layer(
                    faded((x, y) -> Math.abs(sums[y][x]) >= least && sums[y][x] != 0 ? 1 : 0),
                    false))));
  }

  /** Panels, each with its own scale. */
  private Plot signs() {
    ImmutableList.Builder<Panel> panels = ImmutableList.builder();
    for (Sign sign : new Sign[] {Sign.POSITIVE, Sign.NEGATIVE, Sign.ALL, Sign.ABSOLUTE}) {
      double[][] rows = new Settings(sign, 1, 1, settings.base()).signed(sums);
      Scale own = sign == Sign.ALL ? scale : new Scale(0, scale.bound(), sign.isSigned());
      panels.add(Panel.of(sign.toString(), new Layer(own.image(rows), false)));
    }
    return panels(panels.build(), "Absolute: from violet (none) to yellow (much).");
  }

  private BufferedImage grey() {
    BufferedImage grey =
        new BufferedImage(photo.getWidth(), photo.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < grey.getHeight(); y++) {
      for (int x = 0; x < grey.getWidth(); x++) {
        int rgb = photo.getRGB(x, y);
        // ITU-R BT.601
        int level =
            (int)
                Math.round(
                    0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff));
        grey.setRGB(x, y, level << 16 | level << 8 | level);
      }
    }
    return grey;
  }

  private interface Opacity {
    double at(int x, int y);
  }

  private BufferedImage faded(Opacity opacity) {
    BufferedImage faded =
        new BufferedImage(photo.getWidth(), photo.getHeight(), BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < faded.getHeight(); y++) {
      int row = y * sums.length / faded.getHeight();
      for (int x = 0; x < faded.getWidth(); x++) {
        int column = x * sums[0].length / faded.getWidth();
        int alpha = (int) Math.round(255 * opacity.at(column, row));
        faded.setRGB(x, y, alpha << 24 | (photo.getRGB(x, y) & 0xffffff));
      }
    }
    return faded;
  }
}
