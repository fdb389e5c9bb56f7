package io.github.tfsaliency.axis;

/**
 * A part of a dimension: what it counts, and how often.
 *
 * @param kind what it counts
 * @param input the input that places belong to; empty otherwise
 * @param dimension of the input
 * @param size -1 if it is not known
 */
record Factor(Kind kind, String input, int dimension, long size) {
  /** What a dimension counts. */
  enum Kind {
    /** Samples. */
    BATCH,
    /** Places along a dimension of an input. */
    PLACE,
    /** Places within one of these, as the pixels of a row of patches are. */
    WITHIN,
    /** Blocks that a sample was cut into, as for a dilated convolution. */
    BLOCK,
    /** Features, heads, or whatever is none of the others. */
    OTHER
  }

  static Factor other(long size) {
    return new Factor(Kind.OTHER, "", -1, size);
  }

  Factor of(Kind newKind, long newSize) {
    return new Factor(newKind, input, dimension, newSize);
  }

  boolean isAlong(Factor that) {
    return input.equals(that.input) && dimension == that.dimension;
  }
}
