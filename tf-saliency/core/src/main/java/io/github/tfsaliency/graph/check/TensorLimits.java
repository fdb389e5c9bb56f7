package io.github.tfsaliency.graph.check;

/** How large tensors may be and how many dimensions they may have, wherever this is looked at. */
public final class TensorLimits {
  /**
   * Dimensions of what is fed, stored, or made as the values of a shape say: as many as NumPy ever
   * had.
   */
  public static final int DIMENSIONS_GIVEN = 64;

  /** Dimensions of what is computed: gradients and kernels double it. */
  static final int DIMENSIONS_COMPUTED = 120;

  /** The most dimensions that TensorFlow counts in a shape. */
  static final int DIMENSIONS_COUNTED = 254;

  /** Elements of what a constant makes: a gigabyte of floats. */
  static final double ELEMENTS = 1 << 28;

  /** Bytes of all constants: what a protocol buffer can hold, so no honest file holds more. */
  static final long CONSTANT_BYTES = Integer.MAX_VALUE;

  private TensorLimits() {}
}
