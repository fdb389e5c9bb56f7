package io.github.tfsaliency.site;

/**
 * A fault of the documentation.
 *
 * @param file where it is, from the repository's root
 * @param text one sentence
 */
record Finding(String file, String text) {
  @Override
  public String toString() {
    return file + ": " + text;
  }
}
