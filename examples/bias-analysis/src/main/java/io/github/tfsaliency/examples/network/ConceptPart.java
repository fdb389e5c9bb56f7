package io.github.tfsaliency.examples.network;

import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.concept.ConceptVector;
import io.github.tfsaliency.concept.Tcav;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.garments.StripedGarment;
import io.github.tfsaliency.examples.part.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The planted truth of a concept: a stripe, whose brightness is free. Its direction is learnt from
 * stripes of any brightness; explained is how much of it a picture has.
 */
final class ConceptPart {
  /** A T-shirt. */
  private static final int ASKED_CLASS = 0;

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
      List<ConceptResult.Recognised> recognised = new ArrayList<>();
      List<RegionProbe.Level> levels = new ArrayList<>();
      for (double brightness : extent.brightness()) {
        List<StripedGarment> shown =
            Plantings.striped(garments, extent.explained(), brightness, seed);
        List<PlantedPicture> striped = striped(shown);
        recognised.add(
            new ConceptResult.Recognised(
                brightness,
                area(
                    products(means(saliency, striped), concept),
                    products(means(saliency, plain(shown)), concept))));
        levels.add(new RegionProbe.Level(brightness, striped, concept.target()));
      }
      return new ConceptResult(
          concept.accuracy(seed),
          recognised,
          tcav.score(),
          tcav.p(),
          RegionProbe.Level.evenShare(levels),
          probe.shares(extent.methods(), levels, beforeEachStep));
    }
  }

  /** From garments of the same brightness on both sides, of which one has a stripe. */
  private ConceptVector learn(Saliency saliency) {
    int each = extent.examples();
    List<StripedGarment> examples =
        Plantings.stripedInAnyBrightness(Garment.readSheet(trainSheet), 2 * each, seed);
    return ConceptVector.linear(
        network.conceptLayer(),
        means(saliency, striped(examples.subList(0, each))),
        means(saliency, plain(examples.subList(each, 2 * each))));
  }

  private static List<PlantedPicture> striped(List<StripedGarment> garments) {
    return garments.stream().map(StripedGarment::striped).toList();
  }

  private static List<PlantedPicture> plain(List<StripedGarment> garments) {
    return garments.stream().map(StripedGarment::plain).toList();
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
