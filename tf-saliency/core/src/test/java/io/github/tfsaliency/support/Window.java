package io.github.tfsaliency.support;

import java.util.Arrays;

/** Where a filter reads, in plain loops from the definition of padding, strides and dilation. */
public final class Window {
  /** Zeros around the values. */
  public enum Padding {
    /** As few zeros as let a filter of stride 1 keep the size, one more behind than ahead. */
    SAME,
    /** None. */
    VALID,
    /** An attribute of the op. */
    EXPLICIT,
    /** A Pad op ahead of a valid convolution. */
    PAD
  }

  /** Gets what belongs together, each as an index into the flattened sizes. */
  public interface Tap {
    void at(int in, int kernel, int out);
  }

  private final int[] in;
  private final int[] kernel;
  private final int stride;
  private final int dilation;
  private final int[] before;
  private final int[] after;
  private final int[] out;

  private Window(int[] in, int[] kernel, int stride, int dilation) {
    this.in = in;
    this.kernel = kernel;
    this.stride = stride;
    this.dilation = dilation;
    before = new int[in.length];
    after = new int[in.length];
    out = new int[in.length];
  }

  /**
   * Where the filter reads.
   *
   * @param in the sizes of what is read, padding aside
   * @param kernel the filter's sizes
   * @param stride the same in all directions
   * @param dilation the same in all directions
   * @param padding what lies around
   */
  public static Window of(int[] in, int[] kernel, int stride, int dilation, Padding padding) {
    Window window = new Window(in, kernel, stride, dilation);
    for (int d = 0; d < in.length; d++) {
      int extent = (kernel[d] - 1) * dilation + 1;
      switch (padding) {
        case SAME -> {
          int positions = (in[d] + stride - 1) / stride;
          int zeros = Math.max((positions - 1) * stride + extent - in[d], 0);
          window.before[d] = zeros / 2;
          window.after[d] = zeros - zeros / 2;
        }
        case VALID -> {}
        case EXPLICIT, PAD -> {
          window.before[d] = 1 + d % 2;
          window.after[d] = 2 - d % 2;
        }
      }
      window.out[d] = (in[d] + window.before[d] + window.after[d] - extent) / stride + 1;
    }
    return window;
  }

  public int[] in() {
    return in.clone();
  }

  /** How many zeros lie ahead of the first value. */
  public int[] before() {
    return before.clone();
  }

  /** How many zeros lie behind the last value. */
  public int[] after() {
    return after.clone();
  }

  public int[] out() {
    return out.clone();
  }

  public void forEach(Tap tap) {
    for (int o = 0; o < size(out); o++) {
      for (int k = 0; k < size(kernel); k++) {
        int[] place = place(o, out);
        int[] offset = place(k, kernel);
        boolean inside = true;
        int i = 0;
        for (int d = 0; d < in.length; d++) {
          int at = place[d] * stride + offset[d] * dilation - before[d];
          inside &= at >= 0 && at < in[d];
          i = i * in[d] + at;
        }
        if (inside) {
          tap.at(i, k, o);
        }
      }
    }
  }

  private static int[] place(int index, int[] sizes) {
    int[] place = new int[sizes.length];
    int rest = index;
    for (int d = sizes.length - 1; d >= 0; d--) {
      place[d] = rest % sizes[d];
      rest /= sizes[d];
    }
    return place;
  }

  public static int size(int... sizes) {
    return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
  }
}
