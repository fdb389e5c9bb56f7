package io.github.tfsaliency.canonical;

import org.jspecify.annotations.Nullable;

/** y = s z + t, both vectors of the channels; absent where they are one and zero. */
record Affine(@Nullable String scale, @Nullable String offset) {
  static final Affine IDENTITY = new Affine(null, null);

  Affine multiply(String factor, Expressions expressions) {
    return new Affine(
        scale == null ? factor : expressions.multiply(scale, factor),
        offset == null ? null : expressions.multiply(offset, factor));
  }

  Affine add(String summand, Expressions expressions) {
    return new Affine(scale, offset == null ? summand : expressions.add(offset, summand));
  }
}
