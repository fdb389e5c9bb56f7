package io.github.tfsaliency.examples.model;

import org.tensorflow.ndarray.FloatNdArray;

/** Numbers computed from the logits of one sample. */
public final class Logits {
  private Logits() {}

  /**
   * The class with the largest one.
   *
   * @param logits {@code [classes]}
   * @return the first one if several are as large
   */
  public static int top(FloatNdArray logits) {
    int top = 0;
    for (int i = 1; i < logits.size(); i++) {
      top = logits.getFloat(i) > logits.getFloat(top) ? i : top;
    }
    return top;
  }

  /**
   * The class with the second largest one.
   *
   * @param logits {@code [classes]}, at least two
   * @return its index
   */
  public static int second(FloatNdArray logits) {
    return largestOther(logits, top(logits));
  }

  /**
   * The class with the smallest one.
   *
   * @param logits {@code [classes]}
   * @return the first one if several are as small
   */
  public static int last(FloatNdArray logits) {
    int last = 0;
    for (int i = 1; i < logits.size(); i++) {
      last = logits.getFloat(i) < logits.getFloat(last) ? i : last;
    }
    return last;
  }

  /**
   * By how much the logit of a class exceeds the largest other one.
   *
   * @param logits {@code [classes]}, at least two
   * @param label the class
   * @return negative if it does not
   */
  public static double lead(FloatNdArray logits, int label) {
    return (double) logits.getFloat(label) - logits.getFloat(largestOther(logits, label));
  }

  private static int largestOther(FloatNdArray logits, int label) {
    int largest = label == 0 ? 1 : 0;
    for (int i = 0; i < logits.size(); i++) {
      largest = i != label && logits.getFloat(i) > logits.getFloat(largest) ? i : largest;
    }
    return largest;
  }
}
