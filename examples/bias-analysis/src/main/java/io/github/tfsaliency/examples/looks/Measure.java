package io.github.tfsaliency.examples.looks;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;

/** A figure of a map: what it looks like, or whether it can be trusted. */
public enum Measure {
  /** How few pixels have nearly all of |A|. */
  GINI("Gini index", Kind.LOOKS, true),

  /** How rough the map is. */
  TOTAL_VARIATION("total variation", Kind.LOOKS, false),

  /** How well |A| follows the edges of the picture, by rank. */
  EDGE_CORRELATION("correlation with edges", Kind.LOOKS, true),

  /** How much of the score stays on average while the pixels of most |A| go first. */
  DELETION("deletion", Kind.FAITHFULNESS, false),

  /** How much of the score there is on average while the pixels of most |A| come first. */
  INSERTION("insertion", Kind.FAITHFULNESS, true),

  /** The share of |A| on the object. */
  MASS_ACCURACY("mass accuracy", Kind.FAITHFULNESS, true),

  /** The share of the object among as many pixels of most |A|. */
  RANK_ACCURACY("rank accuracy", Kind.FAITHFULNESS, true),

  /** How alike |A| is, by rank, when all weights of the model are random. */
  RANDOMIZATION("similarity under random weights", Kind.FAITHFULNESS, false);

  /** What a figure is about. */
  public enum Kind {
    /** The eye. */
    LOOKS,
    /** The model. */
    FAITHFULNESS
  }

  private final String title;
  private final Kind kind;
  private final boolean higherIsBetter;

  Measure(String title, Kind kind, boolean higherIsBetter) {
    this.title = title;
    this.kind = kind;
    this.higherIsBetter = higherIsBetter;
  }

  /**
   * Its name for people.
   *
   * @return in lower case unless it is a name
   */
  public String title() {
    return title;
  }

  /**
   * Which way is prettier, or more faithful.
   *
   * @return whether it is upward
   */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /**
   * Those of a kind.
   *
   * @param kind of what
   * @return in their order
   */
  public static ImmutableList<Measure> of(Kind kind) {
    return Arrays.stream(values())
        .filter(measure -> measure.kind == kind)
        .collect(ImmutableList.toImmutableList());
  }
}
