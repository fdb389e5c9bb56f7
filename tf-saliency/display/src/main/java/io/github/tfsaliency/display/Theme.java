package io.github.tfsaliency.display;

import com.google.common.base.Ascii;
import io.github.tfsaliency.display.draw.Look;

/**
 * The background of a display.
 *
 * @since 0.1.0
 */
public enum Theme {
  /** White. */
  LIGHT(Look.LIGHT),

  /** Almost black. */
  DARK(Look.DARK),

  /** The setting of the reader's system, in SVG and HTML; light in PNG. */
  SYSTEM(Look.BOTH);

  private final Look look;

  Theme(Look look) {
    this.look = look;
  }

  Look look() {
    return look;
  }

  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
