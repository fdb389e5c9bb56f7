package io.github.tfsaliency.examples.garments;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.examples.model.Logits;
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

  /**
   * Garments with a stripe of one brightness. Each garment's own brightness is random, but can be
   * told from the stripe's.
   *
   * @param garments at least as many
   * @param count how many are planted
   * @param stripe the brightness of the stripes, from 0 (black) to 1 (white)
   * @param seed of brightness, places and backgrounds
   * @return in their order
   */
  public static ImmutableList<StripedGarment> striped(
      List<Garment> garments, int count, double stripe, long seed) {
    SplittableRandom random = new SplittableRandom(seed).split();
    return IntStream.range(0, checked(garments, count))
        .mapToObj(i -> striped(garments.get(i), stripe, random, seed + i))
        .collect(toImmutableList());
  }

  /**
   * Garments with stripes of random brightness, from black to white.
   *
   * @param garments at least as many
   * @param count how many are planted
   * @param seed of both brightnesses, places and backgrounds
   * @return in their order
   */
  public static ImmutableList<StripedGarment> stripedInAnyBrightness(
      List<Garment> garments, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed).split();
    return IntStream.range(0, checked(garments, count))
        .mapToObj(i -> striped(garments.get(i), random.nextDouble(), random, seed + i))
        .collect(toImmutableList());
  }

  private static StripedGarment striped(
      Garment garment, double stripe, SplittableRandom random, long seed) {
    double brightness = random.nextDouble();
    while (!PlantedPicture.contrasts(brightness, stripe)) {
      brightness = random.nextDouble();
    }
    PlantedPicture plain = PlantedPicture.of(garment, brightness, seed);
    return new StripedGarment(plain, plain.withStripe(stripe));
  }

  /**
   * How often a model is right.
   *
   * @param model classifies them
   * @param encoding the model's
   * @param pictures at least one
   * @return the share of right classes
   */
  public static double accuracy(
      Model model, PixelEncoding encoding, List<PlantedPicture> pictures) {
    FloatNdArray logits = model.predict(encode(encoding, pictures));
    int right = 0;
    for (int i = 0; i < pictures.size(); i++) {
      right += Logits.top(logits.get(i)) == pictures.get(i).label() ? 1 : 0;
    }
    return right / (double) pictures.size();
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
