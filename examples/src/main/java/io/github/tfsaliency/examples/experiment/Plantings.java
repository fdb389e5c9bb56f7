package io.github.tfsaliency.examples.experiment;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;

/** Planted garments as the experiments use them. */
final class Plantings {
  private Plantings() {}

  /** Garments of random brightness, from black to white. */
  static ImmutableList<PlantedPicture> ofAnyBrightness(
      List<Garment> garments, int count, long seed) {
    // Split, as the places are drawn from generators with the next seeds themselves.
    double[] brightness = new SplittableRandom(seed).split().doubles(count).toArray();
    return IntStream.range(0, checked(garments, count))
        .mapToObj(i -> PlantedPicture.of(garments.get(i), brightness[i], seed + i))
        .collect(toImmutableList());
  }

  /** The same garments at the same places, all of one brightness. */
  static ImmutableList<PlantedPicture> of(
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

  /** As the model takes them. */
  static FloatNdArray encode(Model model, List<PlantedPicture> pictures) {
    return model
        .encoding()
        .orElseThrow(
            () ->
                new SaliencyException(
                    String.format(
                        "The SavedModel '%s' does not say how it encodes pixels.\n"
                            + "Maybe add \"encoding\" to its assets.extra/saliency.json.",
                        model.directory())))
        .encodeBatch(pictures.stream().map(PlantedPicture::picture).toList());
  }
}
