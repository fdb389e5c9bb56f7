package io.github.tfsaliency.examples.experiment;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.model.PictureModel;
import java.util.List;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Planted garments as a model takes them.
 *
 * @param pictures at least one
 * @param input {@code [N, H, W, C]} in the model's encoding
 * @param target the class of each
 */
record PlantedSample(List<PlantedPicture> pictures, FloatNdArray input, Target target) {
  static PlantedSample of(Model model, List<PlantedPicture> pictures) {
    return new PlantedSample(
        pictures,
        Plantings.encode(PictureModel.encoding(model), pictures),
        Target.classIndices(pictures.stream().mapToLong(PlantedPicture::label).toArray()));
  }

  double maskShare() {
    return pictures.stream().mapToDouble(PlantedPicture::maskShare).average().orElseThrow();
  }
}
