package dependant;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.GuidedBackprop;
import java.nio.file.Path;

/** Prints the map of each picture, and the sum of its magnitudes. */
public final class OnModulePath {
  private OnModulePath() {}

  public static void main(String[] args) {
    try (Model model = Model.load(Path.of(args[0]))) {
      for (int i = 1; i < args.length; i++) {
        Attribution map =
            Saliency.of(model)
                .method(GuidedBackprop.of())
                .target(Target.top())
                .compute(Picture.read(Path.of(args[i])));
        double sum = 0;
        for (float value : map.toArray()) {
          sum += Math.abs(value);
        }
        System.out.println(map + ": " + sum);
      }
    }
  }
}
