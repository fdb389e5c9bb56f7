package io.github.tfsaliency.method.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The score is a quadratic form, whose gradient is computed here. */
class GuidedPathTest {
  private static final int SIZE = 9;

  private final double[][] matrix = new double[SIZE][SIZE];
  private final float[] start = new float[SIZE];
  private final float[] end = new float[SIZE];

  GuidedPathTest() {
    Random random = new Random(5);
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        matrix[i][j] = random.nextGaussian();
      }
      start[i] = random.nextFloat();
      end[i] = i % 4 == 2 ? start[i] : (float) random.nextGaussian();
    }
  }

  /** In float32, as models give it. */
  private double[] gradient(double[] point) {
    double[] gradient = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        gradient[i] += (matrix[i][j] + matrix[j][i]) * (float) point[j];
      }
      gradient[i] = (float) gradient[i];
    }
    return gradient;
  }

  private double[] run(GuidedIg method) {
    GuidedPath path = new GuidedPath(method, start, end);
    for (int step = 0; step < method.steps(); step++) {
      float[] point = new float[SIZE];
      path.writePoint(0, SIZE, point, 0);
      path.advance(step, floats(gradient(doubles(point))));
    }
    double[] contributions = new double[SIZE];
    path.writeContributions(0, SIZE, contributions, 0);
    return contributions;
  }

  @ParameterizedTest
  @CsvSource({
    "200, 0.25, 0.02",
    "20,  0.25, 0.02",
    "20,  0.1,  0.3",
    "20,  1,    0.3",
    "20,  0.01, 1",
    "7,   0.25, 0",
    "1,   0.25, 0.02"
  })
  void isThatOfTheReplica(int steps, double fraction, double distance) {
    double[] actual =
        run(GuidedIg.of().withSteps(steps).withFraction(fraction).withMaxDistance(distance));

    double[] expected =
        GuidedReplica.of(doubles(end), doubles(start), this::gradient, steps, fraction, distance);
    assertThat(actual).containsExactly(expected, within(1e-12));
  }

  @Test
  void endsAtTheInput() {
    GuidedPath path = new GuidedPath(GuidedIg.of().withSteps(3), start, end);
    float[] point = new float[SIZE];

    for (int step = 0; step < 3; step++) {
      path.writePoint(0, SIZE, point, 0);
      path.advance(step, floats(gradient(doubles(point))));
    }

    path.writePoint(0, SIZE, point, 0);
    assertThat(point).containsExactly(end, within(1e-6f));
  }

  /**
   * The end of the line is rounded to something else than the input, so that the distance never
   * becomes zero: PAIR's loop would not end.
   */
  @Test
  void roundingDoesNotKeepTheLastStepFromEnding() {
    float[] far = {-1e30f, -1e30f};
    float[] near = {1, 3};
    GuidedPath path = new GuidedPath(GuidedIg.of().withSteps(2), far, near);

    path.advance(0, new float[] {1, 2});
    path.advance(1, new float[] {1, 2});

    float[] point = new float[2];
    path.writePoint(0, 2, point, 0);
    assertThat(point).containsExactly(0, 0);
  }

  private static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  private static float[] floats(double[] doubles) {
    float[] floats = new float[doubles.length];
    for (int i = 0; i < doubles.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }
}
