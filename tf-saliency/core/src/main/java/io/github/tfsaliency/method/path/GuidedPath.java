package io.github.tfsaliency.method.path;

/** The path of one sample, from the baseline towards the input. */
final class GuidedPath {
  /** How close to the distance that a step asks for is close enough. */
  private static final double EPSILON = 1e-9;

  /** A value that has gone as far as it may in this step: larger than any gradient. */
  private static final float ARRIVED = Float.POSITIVE_INFINITY;

  private final GuidedIg method;
  private final float[] start;
  private final float[] end;
  private final double[] point;
  private final double[] contributions;
  private final double length;

  /** Keeps both arrays, and changes neither. */
  GuidedPath(GuidedIg method, float[] start, float[] end) {
    this.method = method;
    this.start = start;
    this.end = end;
    point = new double[start.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = start[i];
    }
    contributions = new double[start.length];
    length = distance();
  }

  int size() {
    return point.length;
  }

  void writePoint(int from, int count, float[] target, int offset) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = (float) point[from + i];
    }
  }

  void writeContributions(int from, int count, double[] target, int offset) {
    System.arraycopy(contributions, from, target, offset, count);
  }

  /**
   * Takes a step.
   *
   * @param step from 0
   * @param gradient where the path is
   */
  void advance(int step, float[] gradient) {
    double line = (step + 1.0) / method.steps();
    double least = Math.max(line - method.maxDistance(), 0);
    double most = Math.min(line + method.maxDistance(), 1);
    double wanted = length * (1 - line);
    double[] before = point.clone();
    catchUp(least);
    approach(wanted, most, gradient);
    for (int i = 0; i < point.length; i++) {
      contributions[i] += (point[i] - before[i]) * gradient[i];
    }
  }

  /** Moves what is too far behind the straight line. */
  private void catchUp(double least) {
    for (int i = 0; i < point.length; i++) {
      double total = (double) end[i] - start[i];
      if (total != 0 && (point[i] - start[i]) / total < least) {
        point[i] = onLine(i, least);
      }
    }
  }

  /** Moves the values with the smallest gradients, a fraction after the other. */
  private void approach(double wanted, double most, float... gradient) {
    float[] sizes = new float[gradient.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs(gradient[i]);
    }
    double missing = distance() - wanted;
    while (!close(missing, wanted)) {
      for (int i = 0; i < sizes.length; i++) {
        if (point[i] == onLine(i, most)) {
          sizes[i] = ARRIVED;
        }
      }
      float largest = OrderStatistic.ofSizes(sizes, (int) ((sizes.length - 1) * method.fraction()));
      double reach = reach(sizes, largest, most);
      if (reach == 0) {
        // Everything has arrived: rounding alone keeps the path from where it should be.
        return;
      }
      double share = missing / reach;
      move(sizes, largest, most, share);
      if (share <= 1) {
        return;
      }
      missing = distance() - wanted;
    }
  }

  private static boolean close(double missing, double wanted) {
    double larger = Math.max(Math.abs(wanted), Math.abs(wanted + missing));
    return Math.abs(missing) <= Math.max(EPSILON * larger, EPSILON);
  }

  /** How much nearer the chosen values could bring the path. */
  private double reach(float[] sizes, float largest, double most) {
    double reach = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (isChosen(sizes[i], largest)) {
        reach += Math.abs(point[i] - onLine(i, most));
      }
    }
    return reach;
  }

  private void move(float[] sizes, float largest, double most, double share) {
    for (int i = 0; i < sizes.length; i++) {
      if (isChosen(sizes[i], largest)) {
        double target = onLine(i, most);
        point[i] = share > 1 ? target : point[i] + (target - point[i]) * share;
      }
    }
  }

  private static boolean isChosen(float size, float largest) {
    return size <= largest && size != ARRIVED;
  }

  private double onLine(int i, double position) {
    return start[i] + ((double) end[i] - start[i]) * position;
  }

  private double distance() {
    double distance = 0;
    for (int i = 0; i < point.length; i++) {
      distance += Math.abs(point[i] - end[i]);
    }
    return distance;
  }
}
