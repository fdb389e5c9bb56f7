package io.github.tfsaliency.display.draw;

/** The grounds that a drawing can have. */
public enum Look {
  /** Dark ink on white. */
  LIGHT,

  /** Light ink on a ground that is almost black. */
  DARK,

  /** As the reader's system is set, in SVG and HTML; light elsewhere. */
  BOTH
}
