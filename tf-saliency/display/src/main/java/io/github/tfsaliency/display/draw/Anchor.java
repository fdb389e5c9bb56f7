package io.github.tfsaliency.display.draw;

/** Which part of a text stands at its place. */
public enum Anchor {
  /** Its left end, whatever its direction. */
  LEFT,

  /** Its middle. */
  MIDDLE,

  /** Its right end. */
  RIGHT
}
