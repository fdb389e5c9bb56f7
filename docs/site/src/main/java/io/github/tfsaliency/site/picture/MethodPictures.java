package io.github.tfsaliency.site.picture;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Draws the pictures of the methods' pages: the map of one photograph by each method. Methods for
 * transformers explain a garment, because the embedded model of photographs is none.
 */
public final class MethodPictures {
  private static final int SIDE = 224;

  private static final ImmutableSet<String> OF_TRANSFORMERS =
      ImmutableSet.of("cdam", "attention-rollout", "generic-attention", "libra-grad");

  private static final ImmutableSet<String> OF_LAYERS =
      ImmutableSet.of("conductance", "internal-influence");

  private static final String LAYER = "efficientnet_lite0_1/add_94_1/Add";

  /** The options of methods that need some, or that take minutes by default. */
  private static final ImmutableMap<String, String> OPTIONS =
      ImmutableMap.of(
          "lrp", "composite=epsilon-plus",
          "expected-gradients", "baseline=-1+0+1",
          "neuron-conductance", "layer=" + LAYER + ",index=4/4/101");

  private final Path root;
  private final Path out;
  private final PrintStream log;

  private MethodPictures(Path root, Path out, PrintStream log) {
    this.root = root;
    this.out = out;
    this.log = log;
  }

  /**
   * Draws the pictures.
   *
   * @param arguments the repository's root, the folder of the pictures, and the names of the
   *     methods; all by default
   */
  public static void main(String[] arguments) {
    List<String> names = List.of(arguments).subList(2, arguments.length);
    new MethodPictures(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            new PrintStream(System.out, true, StandardCharsets.UTF_8))
        .draw(names);
  }

  private void draw(List<String> names) {
    List<String> wanted =
        MethodSpecs.rows().stream()
            .map(row -> row.name())
            .filter(name -> names.isEmpty() || names.contains(name))
            .toList();
    draw(
        "efficientnet-lite0",
        "examples/photos/coffee.png",
        wanted.stream().filter(name -> !OF_TRANSFORMERS.contains(name)).toList());
    draw(
        "garments-vit",
        "examples/garments/planted/05-sandal.png",
        wanted.stream().filter(OF_TRANSFORMERS::contains).toList());
  }

  private void draw(String savedModel, String photograph, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    try (Model model = Model.load(root.resolve("savedmodels").resolve(savedModel))) {
      Picture photo = Picture.read(root.resolve(photograph));
      Picture shown = photo.fit(SIDE, SIDE);
      for (String name : names) {
        String spec = OPTIONS.containsKey(name) ? name + ":" + OPTIONS.get(name) : name;
        long begin = System.nanoTime();
        Heatmap map = Heatmap.of(map(model, photo, name, spec)).withSuitedStyle();
        Jpeg.write(map.overlay(shown), out.resolve(name + ".jpg"));
        log.printf(Locale.ROOT, "%s %.1f s%n", spec, (System.nanoTime() - begin) * 1e-9);
      }
    }
  }

  private static Attribution map(Model model, Picture photo, String name, String spec) {
    Saliency saliency = Saliency.of(model).method(MethodSpecs.parse(spec));
    if (OF_LAYERS.contains(name)) {
      return Attribution.of(saliency.layers(model.encode(photo), LAYER).at(LAYER).get(0))
          .resize(SIDE, SIDE);
    }
    Attribution map = saliency.compute(photo);
    return map.shape().get(map.isBatch() ? 1 : 0) == SIDE ? map : map.resize(SIDE, SIDE);
  }
}
