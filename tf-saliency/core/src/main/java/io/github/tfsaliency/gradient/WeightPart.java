package io.github.tfsaliency.gradient;

import com.google.common.base.Ascii;

/**
 * A part of a layer's weights that is computed once and kept.
 *
 * @since 0.1.0
 */
public enum WeightPart {
  /** max(w, 0). */
  POSITIVE,
  /** min(w, 0). */
  NEGATIVE,
  /** |w|. */
  MAGNITUDE;

  /**
   * The part's name in a graph.
   *
   * @return a word without spaces
   */
  public String key() {
    return Ascii.toLowerCase(name());
  }
}
