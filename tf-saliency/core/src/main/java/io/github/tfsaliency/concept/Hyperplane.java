package io.github.tfsaliency.concept;

/** The plane that separates the two sides. */
final class Hyperplane {
  private final double[] normal;
  private final double offset;

  /**
   * Takes the numbers as they are.
   *
   * @param normal points to the side of the positive ones, {@code [C]}; of any length
   * @param offset added to the product of the normal and an example: positive on that side
   */
  Hyperplane(double[] normal, double offset) {
    this.normal = normal;
    this.offset = offset;
  }

  boolean isPositive(float[] example) {
    double sum = offset;
    for (int i = 0; i < normal.length; i++) {
      sum += normal[i] * example[i];
    }
    return sum > 0;
  }

  /** The normal at the length of one; zeros stay zeros. */
  float[] direction() {
    double square = 0;
    for (double value : normal) {
      square += value * value;
    }
    float[] direction = new float[normal.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = square == 0 ? 0 : (float) (normal[i] / Math.sqrt(square));
    }
    return direction;
  }
}
