package io.github.tfsaliency.segment;

/** As methods once were: a record with options in a package that applications see. */
public record Trap(int steps) implements Segmentation {
  public Trap withSteps(int newSteps) {
    return new Trap(newSteps);
  }

  @Override
  public Segments segment(float[] pixels, int height, int width, int channels) {
    throw new UnsupportedOperationException();
  }
}
