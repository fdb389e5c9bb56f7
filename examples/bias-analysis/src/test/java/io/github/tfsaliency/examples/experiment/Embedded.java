package io.github.tfsaliency.examples.experiment;

import java.nio.file.Path;

/** What lies in the source tree. */
final class Embedded {
  static final Path PHOTO_MODEL = Path.of("../../savedmodels/efficientnet-lite0");
  static final Path GARMENT_MODEL = Path.of("../../savedmodels/garments");
  static final Path GARMENTS = Path.of("../garments/test.png");
  static final Path COFFEE = Path.of("../photos/coffee.png");

  private Embedded() {}
}
