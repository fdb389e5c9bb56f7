package io.github.tfsaliency.examples.network;

import static com.google.common.collect.ImmutableList.toImmutableList;

import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.concept.ConceptVector;
import io.github.tfsaliency.concept.Tcav;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.part.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The planted truth of a concept: a stripe, whose brightness is free. Its direction is learnt from
 * stripes of any brightness; explained is how much of it a picture has.
 */
final class ConceptPart {
  /** A T-shirt. */
  static final int ASKED_CLASS = 0;

  private final Network network;
  private final Path folder;
  private final Path trainSheet;
  private final Path sheet;
  private final ProbeExtent extent;
  private final long seed;

  private ConceptPart(
      Network network, Path folder, Path trainSheet, Path sheet, ProbeExtent extent, long seed) {
    this.network = network;
    this.folder = folder;
    this.trainSheet = trainSheet;
    this.sheet = sheet;
    this.extent = extent;
    this.seed = seed;
  }

  /** The part; it opens and closes the network itself. */
  static Part<ConceptResult> of(
      Network network, Path folder, Path trainSheet, Path sheet, ProbeExtent extent, long seed) {
    return Part.of(
        "concept-" + network.id(),
        NetworkPart.settings(extent, seed),
        ConceptResult.class,
        1 + extent.methods().size(),
        new ConceptPart(network, folder, trainSheet, sheet, extent, seed)::run);
  }

  private ConceptResult run(Consumer<String> beforeEachStep) {
    List<Garment> garments = Garment.readSheet(sheet);
    try (RegionProbe probe = new RegionProbe(network, folder)) {
      beforeEachStep.accept(network.title() + " concept");
      Saliency saliency = Saliency.of(probe.model(Encoding.USUAL));
      ConceptVector concept = learn(saliency);
      Tcav tcav = tcav(saliency, concept, garments);
      List<RegionProbe.Level> levels =
          extent.brightness().stream()
              .map(
                  brightness ->
                      new RegionProbe.Level(
                          brightness,
                          Plantings.striped(garments, extent.explained(), brightness, seed),
                          concept.target()))
              .toList();
      return new ConceptResult(
          concept.accuracy(seed),
          recognised(saliency, concept, levels, garments),
          tcav.score(),
          tcav.p(),
          RegionProbe.Level.evenShare(levels),
          probe.shares(extent.methods(), levels, beforeEachStep));
    }
  }

  private ConceptVector learn(Saliency saliency) {
    List<Garment> garments = Garment.readSheet(trainSheet);
    int examples = extent.examples();
    return ConceptVector.linear(
        network.conceptLayer(),
        means(saliency, Plantings.stripedInAnyBrightness(garments, examples, seed)),
        means(
            saliency,
            Plantings.ofAnyBrightness(
                garments.subList(examples, 2 * examples), examples, seed + examples)));
  }

  private FloatNdArray means(Saliency saliency, List<PlantedPicture> pictures) {
    return saliency.layerMeans(
        network.conceptLayer(), Plantings.encode(Encoding.USUAL.pixels(), pictures));
  }

  private Tcav tcav(Saliency saliency, ConceptVector concept, List<Garment> garments) {
    List<Garment> asked =
        garments.stream().filter(garment -> garment.label() == ASKED_CLASS).toList();
    return concept
        .tcav(seed)
        .plus(
            saliency
                .target(Target.classIndex(ASKED_CLASS))
                .layerDerivatives(
                    network.conceptLayer(),
                    Plantings.encode(
                        Encoding.USUAL.pixels(),
                        Plantings.ofAnyBrightness(asked, asked.size(), seed))));
  }

  private List<ConceptResult.Recognised> recognised(
      Saliency saliency,
      ConceptVector concept,
      List<RegionProbe.Level> levels,
      List<Garment> garments) {
    double[] plain =
        products(
            means(saliency, Plantings.ofAnyBrightness(garments, extent.explained(), seed)),
            concept);
    return levels.stream()
        .map(
            level ->
                new ConceptResult.Recognised(
                    level.brightness(),
                    area(products(means(saliency, level.pictures()), concept), plain)))
        .collect(toImmutableList());
  }

  private static double[] products(FloatNdArray means, ConceptVector concept) {
    FloatNdArray vector = concept.vector();
    double[] products = new double[Math.toIntExact(means.shape().get(0))];
    for (int i = 0; i < products.length; i++) {
      for (long channel = 0; channel < vector.size(); channel++) {
        products[i] += (double) means.getFloat(i, channel) * vector.getFloat(channel);
      }
    }
    return products;
  }

  /** How often the first is larger than the second; alike counts half. */
  static double area(double[] first, double[] second) {
    double larger = 0;
    for (double a : first) {
      for (double b : second) {
        larger += a > b ? 1 : a == b ? 0.5 : 0;
      }
    }
    return larger / first.length / second.length;
  }
}
