package io.github.tfsaliency.method.hiding;

import io.github.tfsaliency.sampling.PixelGrid;

/**
 * A coarse grid over an image. Each pixel belongs to one cell, as in TensorFlow's nearest-neighbour
 * resizing. Features have no neighbours, so each is a separate cell.
 *
 * @param rows the number of rows, at most that of the image
 * @param columns the number of columns, at most that of the image
 * @param grid the image
 */
record Cells(int rows, int columns, PixelGrid grid) {
  static Cells of(int cells, PixelGrid grid) {
    return grid.features()
        ? new Cells(1, grid.width(), grid)
        : new Cells(Math.min(cells, grid.height()), Math.min(cells, grid.width()), grid);
  }

  int count() {
    return rows * columns;
  }

  /** The cell of a pixel. */
  int of(int pixel) {
    return place(pixel / grid.width(), grid.height(), rows) * columns
        + place(pixel % grid.width(), grid.width(), columns);
  }

  private static int place(int position, int size, int cells) {
    return (int) ((2L * position + 1) * cells / (2L * size));
  }
}
