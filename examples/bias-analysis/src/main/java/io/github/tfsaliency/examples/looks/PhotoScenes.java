package io.github.tfsaliency.examples.looks;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.examples.model.Logits;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.image.Picture;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Photographs and their top class; nobody knows where the model should look. A pixel that is taken
 * away gets the photograph's mean colour.
 *
 * @param photographs picture files
 */
public record PhotoScenes(List<Path> photographs) implements SceneSource {
  @Override
  public String name() {
    return "photographs";
  }

  @Override
  public Object settings() {
    return ImmutableMap.of("files", photographs.stream().map(FileSums::of).toList());
  }

  @Override
  public List<Scene> scenes(Model model) {
    return photographs.stream().map(file -> scene(model, file)).toList();
  }

  private static Scene scene(Model model, Path file) {
    FloatNdArray input = model.encode(Picture.read(file));
    return new Scene(
        input, Logits.top(model.predict(input).get(0)), Optional.empty(), Baseline.meanOf(input));
  }
}
