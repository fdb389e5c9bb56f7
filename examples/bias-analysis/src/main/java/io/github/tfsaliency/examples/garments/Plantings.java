package io.github.tfsaliency.examples.garments;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;

/** Planted garments: the first ones of a sheet, each at a place of its own. */
public final class Plantings {
  private Plantings() {}

  /**
   * Garments of random brightness, from black to white.
   *
   * @param garments at least as many
   * @param count how many are planted
   * @param seed of brightness, places and backgrounds
   * @return pictures in their order
   */
  public static ImmutableList<PlantedPicture> ofAnyBrightness(
      List<Garment> garments, int count, long seed) {
    // Split, as the places are drawn from generators with the next seeds themselves.
    double[] brightness = new SplittableRandom(seed).split().doubles(count).toArray();
    return IntStream.range(0, checked(garments, count))
        .mapToObj(i -> PlantedPicture.of(garments.get(i), brightness[i], seed + i))
        .collect(toImmutableList());
  }

  /**
   * The same garments at the same places, all of one brightness.
   *
   * @param garments at least as many
   * @param count how many are planted
   * @param brightness from 0 (black) to 1 (white)
   * @param seed of places and backgrounds
   * @return pictures in their order
   */
  public static ImmutableList<PlantedPicture> of(
      List<Garment> garments, int count, double brightness, long seed) {
    return IntStream.range(0, checked(garments, count))
        .mapToObj(i -> PlantedPicture.of(garments.get(i), brightness, seed + i))
        .collect(toImmutableList());
  }

  private static int checked(List<Garment> garments, int count) {
    checkArgument(
        count <= garments.size(), "There are %s garments, not %s.", garments.size(), count);
    return count;
  }

  /**
   * As a model takes them.
   *
   * @param encoding the model's
   * @param pictures at least one
   * @return {@code [N, 32, 32, 3]}
   */
  public static FloatNdArray encode(PixelEncoding encoding, List<PlantedPicture> pictures) {
    return encoding.encodeBatch(pictures.stream().map(PlantedPicture::picture).toList());
  }
}
