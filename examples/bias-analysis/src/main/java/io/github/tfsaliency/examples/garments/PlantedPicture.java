package io.github.tfsaliency.examples.garments;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.Booleans;
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

  /** How many rows of pixels a stripe takes up. */
  private static final int STRIPE = 4;

  private static final int CHANNELS = 3;
  private static final double WHITE = 255;
  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private final int label;
  private final double brightness;
  private final float[] values;
  private final float[] background;
  private final boolean[][] mask;

  private PlantedPicture(
      int label, double brightness, float[] values, float[] background, boolean[][] mask) {
    this.label = label;
    this.brightness = brightness;
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
    checkBrightness(brightness);
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
    return new PlantedPicture(garment.label(), brightness, values, background, mask);
  }

  private static void checkBrightness(double brightness) {
    checkArgument(
        brightness >= 0 && brightness <= 1, "A brightness is in 0..1, not %s.", brightness);
  }

  /**
   * Whether two brightnesses can be told apart, as a garment's and its background's can.
   *
   * @param brightness from 0 (black) to 1 (white)
   * @param other the other one
   * @return whether they differ by the least contrast
   */
  static boolean contrasts(double brightness, double other) {
    return Math.abs(brightness - other) >= CONTRAST;
  }

  private static float[] background(double brightness, SplittableRandom random) {
    while (true) {
      double red = random.nextDouble();
      double green = random.nextDouble();
      double blue = random.nextDouble();
      double luma = RED * red + GREEN * green + BLUE * blue;
      if (contrasts(luma, brightness)) {
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
    return new PlantedPicture(label, brightness, empty, background, mask);
  }

  /**
   * The same picture with a horizontal stripe across the garment, where it is widest. The garment's
   * own greys stay.
   *
   * @param stripe its brightness, from 0 (black) to 1 (white)
   * @return a picture whose mask is that of the stripe
   * @throws IllegalArgumentException if the brightness is out of range
   */
  public PlantedPicture withStripe(double stripe) {
    checkBrightness(stripe);
    float[] striped = values.clone();
    boolean[][] place = new boolean[SIZE][SIZE];
    int first = widestRows();
    for (int row = first; row < first + STRIPE; row++) {
      place[row] = mask[row].clone();
      for (int column = 0; column < SIZE; column++) {
        for (int channel = 0; mask[row][column] && channel < CHANNELS; channel++) {
          striped[(row * SIZE + column) * CHANNELS + channel] +=
              (float) (WHITE * (1 - TEXTURE) * (stripe - brightness));
        }
      }
    }
    return new PlantedPicture(label, brightness, striped, background, place);
  }

  private int widestRows() {
    int widest = 0;
    int most = -1;
    for (int first = 0; first + STRIPE <= SIZE; first++) {
      int covered = 0;
      for (int row = first; row < first + STRIPE; row++) {
        covered += Booleans.countTrue(mask[row]);
      }
      if (covered > most) {
        most = covered;
        widest = first;
      }
    }
    return widest;
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
   * How much of the picture the mask takes up.
   *
   * @return from 0 to 1: the mass accuracy of a map that is the same everywhere
   */
  public double maskShare() {
    int covered = 0;
    for (boolean[] row : mask) {
      covered += Booleans.countTrue(row);
    }
    return covered / (double) (SIZE * SIZE);
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
