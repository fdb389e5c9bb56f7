package io.github.tfsaliency.metric;

/** Subsets of the regions of a sample. The regions of a subset are replaced together. */
interface Subsets {
  /** How many there are. */
  int count();

  /** Which regions are in a subset; the same at every call. */
  boolean[] subset(int index);
}
