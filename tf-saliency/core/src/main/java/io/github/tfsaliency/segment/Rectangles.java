package io.github.tfsaliency.segment;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Value;

/**
 * Rectangles of nearly equal size.
 *
 * @since 0.1.0
 */
public final class Rectangles extends Value implements Segmentation {
  private static final long serialVersionUID = 1;

  private final int rows;
  private final int columns;

  private Rectangles(int rows, int columns) {
    checkArgument(
        rows > 0 && columns > 0,
        "A grid needs at least one row and one column, not %s and %s.",
        rows,
        columns);
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * A grid of rectangles.
   *
   * @param rows the number of rows of rectangles
   * @param columns the number of columns of rectangles
   * @return the segmentation
   * @throws IllegalArgumentException if a number is not positive
   */
  public static Rectangles of(int rows, int columns) {
    return new Rectangles(rows, columns);
  }

  /** {@return the number of rows of rectangles} */
  public int rows() {
    return rows;
  }

  /** {@return the number of columns of rectangles} */
  public int columns() {
    return columns;
  }

  @Override
  public Segments segment(float[] pixels, int height, int width, int channels) {
    return Segments.grid(height, width, rows, columns);
  }
}
