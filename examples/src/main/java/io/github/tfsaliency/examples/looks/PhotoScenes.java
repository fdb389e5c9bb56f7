package io.github.tfsaliency.examples.looks;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.metric.Replacement;
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
    Saliency top = Saliency.of(model).method(new Gradient()).target(Target.top());
    return photographs.stream().map(file -> scene(model, top, file)).toList();
  }

  private static Scene scene(Model model, Saliency top, Path file) {
    FloatNdArray input = model.encode(Picture.read(file));
    return new Scene(
        input,
        top.compute(input).target(),
        Optional.empty(),
        Replacement.channels(meanColour(input)));
  }

  private static double[] meanColour(FloatNdArray input) {
    double[] sums = new double[Math.toIntExact(input.shape().get(2))];
    input
        .scalars()
        .forEachIndexed(
            (position, value) -> sums[Math.toIntExact(position[2])] += value.getFloat());
    long pixels = input.shape().take(2).size();
    for (int channel = 0; channel < sums.length; channel++) {
      sums[channel] /= pixels;
    }
    return sums;
  }
}
