package io.github.tfsaliency.axis;

import java.util.Optional;

/**
 * A part of a dimension: what it counts, and how often.
 *
 * @param kind what it counts
 * @param input the input that places belong to; empty otherwise
 * @param dimension of the input
 * @param size -1 if it is not known
 * @param whole a dimension that is taken as it is, as it has elements ahead or runs backwards
 */
public record Factor(Kind kind, String input, int dimension, long size, Optional<Axis> whole) {
  /** What a dimension counts. */
  public enum Kind {
    /** Samples. */
    BATCH,
    /** Places along a dimension of an input. */
    PLACE,
    /** Places within one of these, as the pixels of a row of patches are. */
    WITHIN,
    /** Blocks that a sample was cut into, as for a dilated convolution. */
    BLOCK,
    /** A whole dimension of another tensor. */
    WHOLE,
    /** Features, heads, or whatever is none of the others. */
    OTHER
  }

  static Factor other(long size) {
    return of(Kind.OTHER, size);
  }

  static Factor of(Kind kind, long size) {
    return new Factor(kind, "", -1, size, Optional.empty());
  }

  static Factor place(String input, int dimension, long size) {
    return new Factor(Kind.PLACE, input, dimension, size, Optional.empty());
  }

  static Factor whole(Axis axis) {
    return new Factor(Kind.WHOLE, "", -1, axis.size(), Optional.of(axis));
  }

  Factor with(Kind newKind, long newSize) {
    return new Factor(newKind, input, dimension, newSize, whole);
  }

  boolean isAlong(Factor that) {
    return input.equals(that.input) && dimension == that.dimension;
  }
}
