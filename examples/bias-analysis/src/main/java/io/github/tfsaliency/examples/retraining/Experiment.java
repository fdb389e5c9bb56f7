package io.github.tfsaliency.examples.retraining;

import com.google.gson.annotations.SerializedName;

/** The change of every picture's pixels before a classifier is retrained. */
public enum Experiment {
  /**
   * Remove and retrain (ROAR): the most relevant pixels are replaced by the mean colour. The worse
   * the new classifier, the better the ranking.
   */
  @SerializedName("remove")
  REMOVE,

  /**
   * Keep and retrain (KAR): the least relevant pixels are replaced by the mean colour. The better
   * the new classifier, the better the ranking.
   */
  @SerializedName("keep")
  KEEP,

  /**
   * A control that sees no more than where the most relevant pixels are: these get the mean colour,
   * all others one that differs from it. As far as a classifier is right here, the ranking itself
   * told it the class, and the other two accuracies may come from that instead of the pixels that
   * were left. The mask of a fraction is also that of keeping it: of {@link #KEEP} with 1 less the
   * fraction.
   */
  @SerializedName("mask")
  MASK
}
