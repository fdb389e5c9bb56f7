package io.github.tfsaliency.examples.garments;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.image.Picture;
import java.util.SplittableRandom;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A garment of a chosen brightness on a plain background that contrasts with it. The same numbers
 * as in {@code savedmodels/make_garments.py}, which trained the model.
 */
public final class PlantedPicture {
  /** Height and width in pixels. */
  public static final int SIZE = 32;

  /** How much of the scale from black to white the garment's own greys take up. */
  private static final double TEXTURE = 0.1;

  /** The least difference between the background's luma and the garment's brightness. */
  private static final double CONTRAST = 0.35;

  private static final int CHANNELS = 3;
  private static final double WHITE = 255;
  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private final int label;
  private final float[] values;
  private final float[] background;
  private final boolean[][] mask;

  private PlantedPicture(int label, float[] values, float[] background, boolean[][] mask) {
    this.label = label;
    this.values = values;
    this.background = background;
    this.mask = mask;
  }

  /**
   * Plants a garment. With the same seed it lies at the same place at any brightness, and its
   * background changes only where the contrast would be too small.
   *
   * @param garment what is planted
   * @param brightness from 0 (black) to 1 (white)
   * @param seed of its place and the background
   * @return a picture
   * @throws IllegalArgumentException if the brightness is out of range
   */
  public static PlantedPicture of(Garment garment, double brightness, long seed) {
    checkArgument(
        brightness >= 0 && brightness <= 1, "A brightness is in 0..1, not %s.", brightness);
    SplittableRandom random = new SplittableRandom(seed);
    int top = random.nextInt(SIZE - Garment.SIZE + 1);
    int left = random.nextInt(SIZE - Garment.SIZE + 1);
    float[] background = background(brightness, random);
    float[] values = new float[SIZE * SIZE * CHANNELS];
    boolean[][] mask = new boolean[SIZE][SIZE];
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        int y = row - top;
        int x = column - left;
        mask[row][column] =
            y >= 0 && y < Garment.SIZE && x >= 0 && x < Garment.SIZE && garment.covers(y, x);
        for (int channel = 0; channel < CHANNELS; channel++) {
          values[(row * SIZE + column) * CHANNELS + channel] =
              mask[row][column]
                  ? (float) (WHITE * (brightness * (1 - TEXTURE) + TEXTURE * garment.grey(y, x)))
                  : background[channel];
        }
      }
    }
    return new PlantedPicture(garment.label(), values, background, mask);
  }

  private static float[] background(double brightness, SplittableRandom random) {
    while (true) {
      double red = random.nextDouble();
      double green = random.nextDouble();
      double blue = random.nextDouble();
      double luma = RED * red + GREEN * green + BLUE * blue;
      if (Math.abs(luma - brightness) >= CONTRAST) {
        return new float[] {(float) (WHITE * red), (float) (WHITE * green), (float) (WHITE * blue)};
      }
    }
  }

  /**
   * The same picture without the garment.
   *
   * @return the background alone; its mask is still the garment's
   */
  public PlantedPicture withoutGarment() {
    float[] empty = values.clone();
    for (int i = 0; i < empty.length; i++) {
      empty[i] = background[i % CHANNELS];
    }
    return new PlantedPicture(label, empty, background, mask);
  }

  /**
   * The garment's class.
   *
   * @return the index of the model's logit
   */
  public int label() {
    return label;
  }

  /**
   * Where the garment is.
   *
   * @return rows of pixels, true on the garment; a copy
   */
  public boolean[][] mask() {
    boolean[][] copy = new boolean[SIZE][];
    for (int row = 0; row < SIZE; row++) {
      copy[row] = mask[row].clone();
    }
    return copy;
  }

  /**
   * The pixels.
   *
   * @return 32 x 32, grey on a colour
   */
  public Picture picture() {
    return Picture.of(
        NdArrays.wrap(Shape.of(SIZE, SIZE, CHANNELS), DataBuffers.of(values, true, false)));
  }
}
