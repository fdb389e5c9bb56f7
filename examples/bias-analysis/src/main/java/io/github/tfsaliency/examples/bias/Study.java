package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Saliency;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The questions of the study, and their methods and pictures.
 *
 * @param photos photographs and who classifies them
 * @param garments garments of any brightness and who classifies them
 * @param table rows of known truth and who classifies them
 * @param cifar10 the folder of CIFAR-10 in its binary version, whose pictures take the place of the
 *     garments where networks are trained anew
 * @param seed of all that is random
 * @param quick whether less is computed: fewer garments, methods of few passes only
 */
public record Study(
    Photos photos,
    PlantedGarments garments,
    PlantedTable table,
    Optional<Path> cifar10,
    long seed,
    boolean quick) {
  /**
   * Photographs and who classifies them.
   *
   * @param model the folder of a SavedModel that says how it encodes pixels
   * @param loader loads it
   * @param photographs at least one picture file
   * @param explaining begins each computation of maps: {@code Saliency::of}, or with a timeout
   */
  public record Photos(
      Path model,
      ModelLoader loader,
      List<Path> photographs,
      Function<Model, Saliency> explaining) {}

  /**
   * Garments and who classifies them.
   *
   * @param model the SavedModel that was trained on planted garments
   * @param networks SavedModels of other architectures that were, too
   * @param sheet garments that they did not see
   * @param trainSheet garments that it did see, to train other networks
   */
  public record PlantedGarments(Path model, Path networks, Path sheet, Path trainSheet) {}

  /**
   * Rows and who classifies them.
   *
   * @param model the SavedModel that was trained on rooms
   * @param rows rooms that are pleasant
   */
  public record PlantedTable(Path model, Path rows) {}

  Extent extent() {
    return quick ? Extent.QUICK : Extent.FULL;
  }
}
