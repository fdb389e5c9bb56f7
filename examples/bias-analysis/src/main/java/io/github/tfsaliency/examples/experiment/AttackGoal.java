package io.github.tfsaliency.examples.experiment;

/** Which class an attack makes the top one. */
public enum AttackGoal {
  /** The second most likely of the clean photograph: often a similar one. */
  SECOND("the second most likely class"),

  /** The least likely of the clean photograph. */
  LEAST_LIKELY("the least likely class");

  private final String title;

  AttackGoal(String title) {
    this.title = title;
  }

  /**
   * Its name for readers.
   *
   * @return lower case, with an article
   */
  public String title() {
    return title;
  }

  @Override
  public String toString() {
    return title;
  }
}
