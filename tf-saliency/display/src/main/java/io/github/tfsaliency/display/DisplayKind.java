package io.github.tfsaliency.display;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.base.Ascii;
import java.util.Arrays;

/**
 * The kind of a drawing.
 *
 * @since 0.1.0
 */
public enum DisplayKind {
  /** The map over the grey photograph; larger magnitudes are more opaque. */
  OVERLAY,

  /** The photograph, the map, and the map over the photograph. */
  SIDE_BY_SIDE,

  /**
   * Lines around the regions where the map is larger than 25, 50 and 75 % of its largest values.
   */
  CONTOUR,

  /** Only the parts of the photograph where the map's magnitude is among the largest. */
  MASKED,

  /** The photograph; smaller magnitudes of the map are more transparent. */
  TRANSPARENCY,

  /** The evidence for the target, the evidence against it, both, and the magnitude. */
  SIGNS,

  /** A bar for each feature, the largest first. */
  BARS,

  /** From a base value to the score, feature by feature. */
  WATERFALL,

  /** A dot for each sample and feature, in the colour of the feature's value. */
  BEESWARM,

  /** The mean magnitude of each feature over many samples. */
  MEAN_BARS,

  /** A line for each channel, on a band in the colours of the map; waveforms too. */
  LINES,

  /** Words on the colours of their maps. */
  WORDS,

  /** A table of numbers as a picture; spectrograms too. */
  HEATMAP,

  /** Pictures of the slices of a volume. */
  SLICES;

  /**
   * Reads a kind as {@link #toString} writes it.
   *
   * @param text such as {@code side-by-side}
   * @return the kind
   * @throws IllegalArgumentException if there is no kind with this name
   */
  public static DisplayKind parse(String text) {
    for (DisplayKind kind : values()) {
      if (Ascii.equalsIgnoreCase(kind.toString(), text)) {
        return kind;
      }
    }
    checkArgument(
        false, "There is no display '%s'.\nMaybe one of %s.", text, Arrays.asList(values()));
    throw new AssertionError(text);
  }

  /** Whether it shows a photograph. */
  boolean needsPhotograph() {
    return switch (this) {
      case OVERLAY, SIDE_BY_SIDE, CONTOUR, MASKED, TRANSPARENCY -> true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }
}
