package io.github.tfsaliency.examples;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.concept.ConceptVector;
import io.github.tfsaliency.concept.Tcav;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.Gradient;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/** Learns a concept from pictures, and asks a classifier of garments whether a class needs it. */
public final class LearnAConcept {
  private LearnAConcept() {}

  /**
   * Prints how well footwear is told from clothes, and whether a sneaker depends on that.
   *
   * @param arguments the SavedModel's folder, and pictures whose names say what they show
   */
  public static void main(String[] arguments) {
    List<Path> pictures = Arrays.stream(arguments).skip(1).map(Path::of).toList();
    try (Model model = Model.load(Path.of(arguments[0]))) {
      FloatNdArray footwear = batch(model, named(pictures, "sandal", "sneaker", "boot"));
      FloatNdArray clothes = batch(model, named(pictures, "shirt", "coat", "dress", "pullover"));
      var map = learn(model, footwear, clothes, footwear, System.out);
      System.out.println(map.sampleCount() + " maps");
    }
  }

  static Attribution learn(
      Model model, FloatNdArray shown, FloatNdArray others, FloatNdArray inputs, PrintStream out) {
    // tag::learn[]
    Saliency saliency = Saliency.of(model);
    ConceptVector concept =
        ConceptVector.linear(
            "conv3_1",
            saliency.layerMeans("conv3_1", shown), // [N, C]
            saliency.layerMeans("conv3_1", others));
    Tcav test =
        concept
            .tcav(1)
            .plus(saliency.target(Target.label("sneaker")).layerDerivatives("conv3_1", inputs));
    out.println(concept.accuracy(1) + ", score " + test.score() + ", p " + test.p());
    Attribution map = saliency.method(Gradient.of()).target(concept.target()).compute(inputs);
    // end::learn[]
    return map;
  }

  static List<Path> named(List<Path> pictures, String... names) {
    return pictures.stream()
        .filter(path -> Arrays.stream(names).anyMatch(path.getFileName().toString()::contains))
        .toList();
  }

  /** Pictures of one size, {@code [N, H, W, C]}. */
  static FloatNdArray batch(Model model, List<Path> pictures) {
    List<FloatNdArray> encoded =
        pictures.stream().map(path -> model.encode(Picture.read(path))).toList();
    FloatNdArray batch = NdArrays.ofFloats(encoded.get(0).shape().prepend(encoded.size()));
    for (int i = 0; i < encoded.size(); i++) {
      batch.set(encoded.get(i), i);
    }
    return batch;
  }
}
