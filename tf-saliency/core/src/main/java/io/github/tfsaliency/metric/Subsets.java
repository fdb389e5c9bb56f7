package io.github.tfsaliency.metric;

/** Subsets of the regions of a sample, each of which is replaced together. */
interface Subsets {
  /** How many there are. */
  int count();

  /** Which regions are in a subset; the same at every call. */
  boolean[] subset(int index);
}
