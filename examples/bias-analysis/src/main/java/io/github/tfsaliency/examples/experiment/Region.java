package io.github.tfsaliency.examples.experiment;

/** Where in a picture, given where its object is. */
public enum Region {
  /** On the object. */
  OBJECT("object"),

  /** Anywhere else. */
  BACKGROUND("background"),

  /** The part of the background whose features do not see a pixel of the object. */
  BACKGROUND_ALONE("background alone");

  private final String title;

  Region(String title) {
    this.title = title;
  }

  /**
   * Its name for readers.
   *
   * @return lower case
   */
  public String title() {
    return title;
  }

  @Override
  public String toString() {
    return title;
  }
}
