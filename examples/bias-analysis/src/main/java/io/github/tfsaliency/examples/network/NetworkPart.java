package io.github.tfsaliency.examples.network;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The planted truth of one network: explained is the class of garments of known brightness. */
final class NetworkPart {
  private final Network network;
  private final Path folder;
  private final Path sheet;
  private final ProbeExtent extent;
  private final long seed;

  private NetworkPart(Network network, Path folder, Path sheet, ProbeExtent extent, long seed) {
    this.network = network;
    this.folder = folder;
    this.sheet = sheet;
    this.extent = extent;
    this.seed = seed;
  }

  /** The part; it opens and closes the network itself. */
  static Part<NetworkResult> of(
      Network network, Path folder, Path sheet, ProbeExtent extent, long seed) {
    return Part.of(
        "network-" + network.id(),
        settings(extent, seed),
        NetworkResult.class,
        1 + extent.methods().size(),
        new NetworkPart(network, folder, sheet, extent, seed)::run);
  }

  static ImmutableMap<String, Object> settings(ProbeExtent extent, long seed) {
    return ImmutableMap.of(
        "seed",
        seed,
        "tested",
        extent.tested(),
        "explained",
        extent.explained(),
        "examples",
        extent.examples(),
        "brightness",
        extent.brightness(),
        "methods",
        extent.methods().stream()
            .map(method -> MethodSpecs.print(method.method()))
            .collect(toImmutableList()));
  }

  private NetworkResult run(Consumer<String> beforeEachStep) {
    List<Garment> garments = Garment.readSheet(sheet);
    try (RegionProbe probe = new RegionProbe(network, folder)) {
      beforeEachStep.accept(network.title() + " accuracy");
      List<NetworkResult.Accuracy> accuracies =
          extent.brightness().stream()
              .map(brightness -> accuracy(probe.model(Encoding.USUAL), garments, brightness))
              .toList();
      List<RegionProbe.Level> levels =
          extent.brightness().stream()
              .map(
                  brightness ->
                      level(
                          brightness, Plantings.of(garments, extent.explained(), brightness, seed)))
              .toList();
      return new NetworkResult(
          accuracies,
          RegionProbe.Level.evenShare(levels),
          probe.shares(extent.methods(), levels, beforeEachStep));
    }
  }

  private static RegionProbe.Level level(double brightness, List<PlantedPicture> pictures) {
    return new RegionProbe.Level(
        brightness,
        pictures,
        Target.classIndices(pictures.stream().mapToLong(PlantedPicture::label).toArray()));
  }

  private NetworkResult.Accuracy accuracy(Model model, List<Garment> garments, double brightness) {
    List<PlantedPicture> planted = Plantings.of(garments, extent.tested(), brightness, seed);
    return new NetworkResult.Accuracy(
        brightness,
        Plantings.accuracy(model, Encoding.USUAL.pixels(), planted),
        Plantings.accuracy(
            model,
            Encoding.USUAL.pixels(),
            planted.stream().map(PlantedPicture::withoutGarment).toList()));
  }
}
