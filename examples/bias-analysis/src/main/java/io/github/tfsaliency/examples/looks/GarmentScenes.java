package io.github.tfsaliency.examples.looks;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.model.Logits;
import io.github.tfsaliency.examples.part.FileSums;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Planted garments of random brightness that the model recognises; a pixel that is taken away shows
 * the background.
 *
 * @param sheet garments that the model did not see
 * @param count how many scenes
 * @param seed of brightness, place and background
 */
public record GarmentScenes(Path sheet, int count, long seed) implements SceneSource {
  @Override
  public String name() {
    return "garments";
  }

  @Override
  public Object settings() {
    return ImmutableMap.of("garments", FileSums.of(sheet), "count", count, "seed", seed);
  }

  @Override
  public List<Scene> scenes(Model model) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Garment> garments = Garment.readSheet(sheet);
    List<Scene> scenes = new ArrayList<>();
    for (int i = 0; i < garments.size() && scenes.size() < count; i++) {
      PlantedPicture planted =
          PlantedPicture.of(garments.get(i), random.nextDouble(), random.nextLong());
      FloatNdArray input = model.encode(planted.picture());
      if (Logits.top(model.predict(input).get(0)) == planted.label()) {
        scenes.add(
            new Scene(
                input,
                planted.label(),
                Optional.of(planted),
                Baseline.array(model.encode(planted.withoutGarment().picture()))));
      }
    }
    return scenes;
  }
}
