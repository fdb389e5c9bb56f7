package io.github.tfsaliency.segment;

import static io.github.tfsaliency.message.Checks.checkArgument;

/**
 * Rectangles of as equal a size as can be.
 *
 * @param rows how many one below the other
 * @param columns how many side by side
 */
public record Rectangles(int rows, int columns) implements Segmentation {
  /**
   * Checks the numbers.
   *
   * @param rows how many one below the other
   * @param columns how many side by side
   * @throws IllegalArgumentException if a number is not positive
   */
  public Rectangles {
    checkArgument(
        rows > 0 && columns > 0,
        "A grid needs at least one row and one column, not %s and %s.",
        rows,
        columns);
  }

  @Override
  public Segments segment(float[] pixels, int height, int width, int channels) {
    return Segments.grid(height, width, rows, columns);
  }
}
