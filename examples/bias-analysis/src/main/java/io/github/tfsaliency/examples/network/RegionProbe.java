package io.github.tfsaliency.examples.network;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.encoding.EncodedModels;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.image.ChannelOrder;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.Pooling;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;

/** Measures how much of a map lies on a region whose brightness is known. */
final class RegionProbe implements AutoCloseable {
  private static final MassAccuracy MASS = MassAccuracy.of(Pooling.SUM_ABSOLUTE);

  private final EncodedModels models;
  private final String name;

  /** The probe of a network of a folder, which is loaded in each encoding. */
  RegionProbe(Network network, Path folder) {
    this.models = new EncodedModels(network.loader(folder));
    this.name = network.title();
  }

  /**
   * Pictures whose regions are of one brightness.
   *
   * @param brightness of the regions
   * @param pictures whose masks are the regions
   * @param target what of them is explained
   */
  record Level(double brightness, List<PlantedPicture> pictures, Target target) {
    /** The mass accuracy of a map that is the same everywhere, of all levels. */
    static double evenShare(List<Level> levels) {
      return levels.stream()
          .flatMap(level -> level.pictures().stream())
          .mapToDouble(PlantedPicture::maskShare)
          .average()
          .orElseThrow();
    }
  }

  /** The model in an encoding; closed by this. */
  Model model(Encoding encoding) {
    return models.in(encoding, ChannelOrder.RGB);
  }

  /**
   * Asks methods.
   *
   * <p>In the usual encoding at all levels, in the others where a region is as bright as a zero.
   */
  ImmutableList<MethodShares> shares(
      List<ProbedMethod> methods, List<Level> levels, Consumer<String> beforeEachMethod) {
    return methods.stream()
        .map(
            method -> {
              beforeEachMethod.accept(name + " " + method.title());
              return shares(method, levels);
            })
        .collect(toImmutableList());
  }

  private MethodShares shares(ProbedMethod method, List<Level> levels) {
    try {
      return new MethodShares(
          method.title(),
          null,
          Encoding.COMPARED.stream()
              .map(encoding -> shares(method, encoding, levels))
              .collect(toImmutableList()));
    } catch (SaliencyException refusal) {
      return new MethodShares(method.title(), refusal.getMessage(), ImmutableList.of());
    }
  }

  private MethodShares.InEncoding shares(ProbedMethod method, Encoding encoding, List<Level> all) {
    List<Level> levels =
        all.stream()
            .filter(
                level ->
                    encoding.equals(Encoding.USUAL) || Encoding.isZeroOfAny(level.brightness()))
            .toList();
    Saliency saliency = Saliency.of(model(encoding)).method(method.method());
    return new MethodShares.InEncoding(
        levels.stream().map(Level::brightness).toList(),
        levels.stream().map(level -> mass(saliency, encoding, level)).toList());
  }

  private static double[] mass(Saliency saliency, Encoding encoding, Level level) {
    FloatNdArray maps =
        saliency
            .target(level.target())
            .compute(Plantings.encode(encoding.pixels(), level.pictures()))
            .values();
    double[] mass = new double[level.pictures().size()];
    for (int i = 0; i < mass.length; i++) {
      mass[i] = MASS.measure(Attribution.of(maps.get(i)), level.pictures().get(i).mask());
    }
    return mass;
  }

  /** Closes the models. */
  @Override
  public void close() {
    models.close();
  }
}
