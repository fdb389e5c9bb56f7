package io.github.tfsaliency.segment;

import java.util.Arrays;

/** Makes each label one connected piece that is neither too small nor too large. */
final class ConnectedLabels {
  /** The limits of the authors and of scikit-image, as multiples of the mean segment's size. */
  private static final double LEAST = 0.5;

  private static final double MOST = 3;

  /** Right, left, down, up: the order in which scikit-image looks for a neighbour to join. */
  private static final int[][] DIRECTIONS = {{0, 1}, {0, -1}, {1, 0}, {-1, 0}};

  private static final int NOT_YET = -1;

  private final int[] labels;
  private final int height;
  private final int width;
  private final int[] connected;

  ConnectedLabels(int[] labels, int height, int width) {
    this.labels = labels;
    this.height = height;
    this.width = width;
    connected = new int[labels.length];
    Arrays.fill(connected, NOT_YET);
  }

  /** Pieces of at least half and at most three times the mean size of so many segments. */
  int[] enforce(int segments) {
    double size = (double) labels.length / segments;
    int least = (int) (LEAST * size);
    int[] piece = new int[Math.max((int) (MOST * size), 1)];
    int next = 0;
    for (int pixel = 0; pixel < labels.length; pixel++) {
      if (connected[pixel] == NOT_YET && !joinsNeighbour(pixel, next, piece, least)) {
        next++;
      }
    }
    return connected;
  }

  /** Labels the piece of a pixel; a piece that is too small gets the label of a neighbour. */
  private boolean joinsNeighbour(int pixel, int label, int[] piece, int least) {
    int neighbour = label;
    connected[pixel] = label;
    piece[0] = pixel;
    int size = 1;
    for (int visited = 0; visited < size && size < piece.length; visited++) {
      for (int[] direction : DIRECTIONS) {
        int row = piece[visited] / width + direction[0];
        int column = piece[visited] % width + direction[1];
        if (row < 0 || row >= height || column < 0 || column >= width) {
          continue;
        }
        int other = row * width + column;
        if (connected[other] == NOT_YET && labels[other] == labels[pixel]) {
          connected[other] = label;
          piece[size++] = other;
          if (size == piece.length) {
            break;
          }
        } else if (connected[other] != NOT_YET && connected[other] != label) {
          neighbour = connected[other];
        }
      }
    }
    if (size >= least) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      connected[piece[i]] = neighbour;
    }
    return true;
  }
}
