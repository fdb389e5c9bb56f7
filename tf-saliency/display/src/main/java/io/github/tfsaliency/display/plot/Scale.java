package io.github.tfsaliency.display.plot;

import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Paint;
import io.github.tfsaliency.image.ColorMap;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Which colour a value has: none at 0, and the more of one the larger it is. So 0 is the ground,
 * light or dark.
 *
 * @param least what has no colour: 0, or the least value where 0 means nothing
 * @param bound what has the full colour, more than the least; what is beyond has it too
 * @param signed whether there are two sides; otherwise only the magnitude is told
 */
public record Scale(double least, double bound, boolean signed) {
  /** Texts can be read above it, on every ground. */
  static final double BELOW_TEXT = 0.8;

  private static final double CLIPPED = 0.995;

  /** A scale on which nothing is clipped. */
  public static Scale of(double[] values, boolean signed) {
    double bound = Arrays.stream(values).map(Math::abs).max().orElse(0);
    return new Scale(0, bound > 0 ? bound : 1, signed);
  }

  /** A scale for many values, of which the largest few are clipped. */
  public static Scale clipped(double[] values, boolean signed) {
    double[] sorted = Arrays.stream(values).map(Math::abs).sorted().toArray();
    double bound = sorted.length == 0 ? 0 : at(sorted, CLIPPED);
    return bound > 0 ? new Scale(0, bound, signed) : of(values, signed);
  }

  /** A scale from the least to the largest value, the few at both ends clipped. */
  public static Scale between(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    double low = at(sorted, 1 - CLIPPED);
    double high = at(sorted, CLIPPED);
    return new Scale(low, high > low ? high : low + 1, false);
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  /** How much of its colour a value has. */
  public double strength(double value) {
    double magnitude = least == 0 ? Math.abs(value) : value;
    return Math.max(0, Math.min(1, (magnitude - least) / (bound - least)));
  }

  /** The colour of a value, as strong as it is. */
  Paint paint(double value) {
    return ink(value).at(strength(value));
  }

  /** The colour of a value that lies below a text. */
  Paint belowText(double value) {
    return ink(value).at(BELOW_TEXT * strength(value));
  }

  /** The colour of a value's side. */
  Ink ink(double value) {
    if (!signed) {
      return Ink.MUCH;
    }
    return value < 0 ? Ink.AGAINST : Ink.FOR;
  }

  /** Values as an image of their own: magnitudes from violet to yellow, signs on the ground. */
  public BufferedImage image(double[][] values) {
    return image(values, !signed);
  }

  /** Values as an image that lets through what is below, the more the smaller they are. */
  public BufferedImage layer(double[][] values) {
    return image(values, false);
  }

  private BufferedImage image(double[][] values, boolean opaque) {
    BufferedImage image =
        new BufferedImage(values[0].length, values.length, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < values.length; y++) {
      for (int x = 0; x < values[y].length; x++) {
        double strength = strength(values[y][x]);
        int alpha = opaque ? 255 : (int) Math.round(255 * strength);
        int rgb = signed ? ink(values[y][x]).light() : ColorMap.VIRIDIS.rgb(strength);
        image.setRGB(x, y, alpha << 24 | rgb);
      }
    }
    return image;
  }
}
