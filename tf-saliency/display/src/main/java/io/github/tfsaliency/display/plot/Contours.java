package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Sketch;

/**
 * Lines around where a map is larger than a few levels, on both sides of 0, by marching squares (W.
 * Lorensen, H. Cline, 1987, in the plane).
 *
 * @param map smooth, or there are more lines than anybody can follow
 * @param scale whose bound levels are shares of
 */
@SuppressWarnings("ArrayRecordComponent") // Made for one drawing, and compared with nothing.
public record Contours(double[][] map, Scale scale) {
  private static final ImmutableDoubleArray LEVELS = ImmutableDoubleArray.of(0.25, 0.5, 0.75);

  /** The sides of a cell that a line goes from and to, for each set of corners above the level. */
  private static final ImmutableList<int[]> SIDES =
      ImmutableList.of(
          new int[] {},
          new int[] {3, 0},
          new int[] {0, 1},
          new int[] {3, 1},
          new int[] {1, 2},
          new int[] {3, 0, 1, 2},
          new int[] {0, 2},
          new int[] {3, 2},
          new int[] {2, 3},
          new int[] {2, 0},
          new int[] {0, 1, 2, 3},
          new int[] {2, 1},
          new int[] {1, 3},
          new int[] {1, 0},
          new int[] {0, 3},
          new int[] {});

  /** The mean over squares, twice: no small islands are left. */
  public static double[][] smoothed(double[][] map) {
    int radius = Math.max(1, Math.max(map.length, map[0].length) / 40);
    double[][] once = transposed(alongRows(map, radius));
    double[][] both = transposed(alongRows(once, radius));
    return transposed(alongRows(transposed(alongRows(both, radius)), radius));
  }

  private static double[][] alongRows(double[][] map, int radius) {
    double[][] means = new double[map.length][map[0].length];
    for (int y = 0; y < map.length; y++) {
      for (int x = 0; x < means[y].length; x++) {
        int from = Math.max(0, x - radius);
        int to = Math.min(means[y].length, x + radius + 1);
        double sum = 0;
        for (int i = from; i < to; i++) {
          sum += map[y][i];
        }
        means[y][x] = sum / (to - from);
      }
    }
    return means;
  }

  private static double[][] transposed(double[][] map) {
    double[][] turned = new double[map[0].length][map.length];
    for (int y = 0; y < map.length; y++) {
      for (int x = 0; x < map[y].length; x++) {
        turned[x][y] = map[y][x];
      }
    }
    return turned;
  }

  void draw(Sketch sketch, double left, double top, double width, double height) {
    for (double level : LEVELS.asList()) {
      for (int side = scale.signed() ? -1 : 1; side <= 1; side += 2) {
        ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
        ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();
        find(side, scale.least() + level * (scale.bound() - scale.least()), x, y);
        ImmutableDoubleArray xs = placed(x.build(), left, width / map[0].length);
        ImmutableDoubleArray ys = placed(y.build(), top, height / map.length);
        sketch.segments(xs, ys, Ink.fixed(0xffffff).at(0.8), 3 + level);
        sketch.segments(xs, ys, scale.ink(side).solid(), 1 + level);
      }
    }
  }

  private static ImmutableDoubleArray placed(
      ImmutableDoubleArray cells, double start, double size) {
    return ImmutableDoubleArray.copyOf(cells.stream().map(at -> start + (at + 0.5) * size));
  }

  private void find(
      int side, double level, ImmutableDoubleArray.Builder xs, ImmutableDoubleArray.Builder ys) {
    for (int y = 0; y + 1 < map.length; y++) {
      for (int x = 0; x + 1 < map[y].length; x++) {
        double[] corners = {
          side * map[y][x] - level,
          side * map[y][x + 1] - level,
          side * map[y + 1][x + 1] - level,
          side * map[y + 1][x] - level
        };
        int above = 0;
        for (int i = 0; i < corners.length; i++) {
          above |= corners[i] > 0 ? 1 << i : 0;
        }
        for (int at : SIDES.get(above)) {
          double from = corners[at];
          double share = from / (from - corners[(at + 1) % 4]);
          xs.add(x + (at == 0 ? share : at == 1 ? 1 : at == 2 ? 1 - share : 0));
          ys.add(y + (at == 0 ? 0 : at == 1 ? share : at == 2 ? 1 : 1 - share));
        }
      }
    }
  }
}
