package io.github.tfsaliency.examples.training;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Random;
import org.tensorflow.ndarray.Shape;

/** Noise with a bright block at one of two places, which is the class. */
public final class ToyPictures {
  /** Height and width. */
  public static final int SIZE = 12;

  /** The block's height and width. */
  public static final int BLOCK = 3;

  private static final int CHANNELS = 3;
  private static final int[] LEFT = {2, 7};
  private static final int TOP = 4;

  private ToyPictures() {}

  /** Pictures of both classes by turns. */
  public static Dataset of(int count, long seed) {
    Random random = new Random(seed);
    int size = SIZE * SIZE * CHANNELS;
    float[] values = new float[count * size];
    ImmutableIntArray.Builder labels = ImmutableIntArray.builder();
    for (int i = 0; i < count; i++) {
      labels.add(i % 2);
      for (int k = 0; k < size; k++) {
        values[i * size + k] = isBlock(i % 2, k / CHANNELS) ? 1 : 0.5f * random.nextFloat();
      }
    }
    return Dataset.of(values, Shape.of(SIZE, SIZE, CHANNELS), labels.build(), 2);
  }

  /** Whether a pixel belongs to what tells the class. */
  public static boolean isBlock(int label, int pixel) {
    int y = pixel / SIZE - TOP;
    int x = pixel % SIZE - LEFT[label];
    return y >= 0 && y < BLOCK && x >= 0 && x < BLOCK;
  }
}
