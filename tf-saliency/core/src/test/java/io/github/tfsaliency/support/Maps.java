package io.github.tfsaliency.support;

import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** How far two maps are apart, relative to the largest value of the second. */
public final class Maps {
  private final float[] actual;
  private final float[] expected;

  private Maps(float[] actual, float[] expected) {
    this.actual = actual;
    this.expected = expected;
  }

  public static Maps of(FloatNdArray actual, FloatNdArray expected) {
    if (!actual.shape().equals(expected.shape())) {
      throw new AssertionError(actual.shape() + " is not " + expected.shape());
    }
    return new Maps(array(actual), array(expected));
  }

  public static float[] array(FloatNdArray values) {
    float[] array = new float[Math.toIntExact(values.shape().size())];
    values.copyTo(DataBuffers.of(array, false, false));
    return array;
  }

  public double largestError() {
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
    }
    return largest == 0 ? 0 : largest / scale();
  }

  public double shareBeyond(double tolerance) {
    double bound = tolerance * scale();
    int beyond = 0;
    for (int i = 0; i < actual.length; i++) {
      if (Math.abs((double) actual[i] - expected[i]) > bound) {
        beyond++;
      }
    }
    return beyond / (double) actual.length;
  }

  public double cosine() {
    double product = 0;
    double a2 = 0;
    double b2 = 0;
    for (int i = 0; i < actual.length; i++) {
      product += (double) actual[i] * expected[i];
      a2 += (double) actual[i] * actual[i];
      b2 += (double) expected[i] * expected[i];
    }
    return product / Math.sqrt(a2 * b2);
  }

  private double scale() {
    double scale = 0;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    return scale;
  }
}
