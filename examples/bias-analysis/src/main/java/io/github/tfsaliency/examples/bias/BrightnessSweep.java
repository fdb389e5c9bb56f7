package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.report.DataUri;
import io.github.tfsaliency.examples.bias.SweepResults.Accuracies;
import io.github.tfsaliency.examples.bias.SweepResults.Accuracy;
import io.github.tfsaliency.examples.bias.SweepResults.MethodShares;
import io.github.tfsaliency.examples.bias.SweepResults.Shares;
import io.github.tfsaliency.examples.encoding.EncodedModels;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.model.PictureModel;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.image.ChannelOrder;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RankAccuracy;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Planted truth: the same garments at the same places, from black to white. What decides the class
 * is the garment at any brightness, so a map that shows what the model relied on has its relevance
 * there at any brightness.
 */
final class BrightnessSweep implements AutoCloseable {
  /** The garment whose maps are shown: an ankle boot. */
  private static final int SHOWN = 9;

  private static final MassAccuracy MASS = MassAccuracy.of(Pooling.SUM_ABSOLUTE);
  private static final RankAccuracy RANK = RankAccuracy.of(Pooling.SUM_ABSOLUTE);

  private final EncodedModels models;
  private final List<Garment> garments;
  private final Extent extent;
  private final long seed;

  /**
   * A sweep of garments.
   *
   * @param directory the SavedModel that was trained on planted garments
   * @param sheet garments that it did not see
   * @param extent how many are explained, how and at which brightness
   * @param seed of places and backgrounds
   */
  BrightnessSweep(Path directory, Path sheet, Extent extent, long seed) {
    this.models = new EncodedModels(Model.from(directory));
    this.garments = Garment.readSheet(sheet);
    this.extent = extent;
    this.seed = seed;
  }

  /** How often the model is right at each brightness. */
  Part<Accuracies> accuracies() {
    return Part.of(
        "garments-accuracy",
        ImmutableMap.of("seed", seed, "brightness", extent.brightness()),
        Accuracies.class,
        extent.brightness().size(),
        this::accuracies);
  }

  /** How much of a method's maps lies on the garments. */
  Part<MethodShares> shares(ComparedMethod method) {
    List<Double> brightness = brightness(method);
    return Part.of(
        "garments-" + method.id(),
        ImmutableMap.of(
            "methods",
            Encoding.COMPARED.stream()
                .map(encoding -> MethodSpecs.print(method.in().apply(encoding)))
                .collect(toImmutableList()),
            "seed",
            seed,
            "garments",
            extent.garments(),
            "brightness",
            brightness),
        MethodShares.class,
        Encoding.COMPARED.size(),
        beforeEachEncoding -> shares(method, brightness, beforeEachEncoding));
  }

  /** A curve for what the report is about; of the others only what happens at the zeros. */
  private List<Double> brightness(ComparedMethod method) {
    return ComparedMethod.ALL.contains(method)
        ? extent.brightness()
        : Encoding.COMPARED.stream().map(Encoding::zero).toList();
  }

  private MethodShares shares(
      ComparedMethod method, List<Double> brightness, Consumer<String> beforeEachEncoding) {
    List<Level> levels = brightness.stream().map(this::level).toList();
    List<Shares> shares = new ArrayList<>();
    for (Encoding encoding : Encoding.COMPARED) {
      beforeEachEncoding.accept("garments " + method.title() + " " + encoding.name());
      shares.add(shares(method, encoding, levels));
    }
    return new MethodShares(brightness, shares);
  }

  /** The explained pictures of one brightness. */
  private record Level(
      double brightness, List<PlantedPicture> pictures, List<boolean[][]> masks, Target target) {}

  private Level level(double brightness) {
    List<PlantedPicture> pictures = planted(extent.garments(), brightness);
    return new Level(
        brightness,
        pictures,
        pictures.stream().map(PlantedPicture::mask).toList(),
        Target.classIndices(pictures.stream().mapToLong(PlantedPicture::label).toArray()));
  }

  private Shares shares(ComparedMethod method, Encoding encoding, List<Level> levels) {
    Saliency saliency = Saliency.of(model(encoding)).method(method.in().apply(encoding));
    List<double[]> mass = new ArrayList<>();
    List<double[]> rank = new ArrayList<>();
    List<String> pictures = new ArrayList<>();
    for (Level level : levels) {
      FloatNdArray maps =
          saliency.target(level.target()).compute(encode(encoding, level.pictures())).values();
      double[] masses = new double[level.pictures().size()];
      double[] ranks = new double[masses.length];
      for (int i = 0; i < masses.length; i++) {
        masses[i] = MASS.measure(Attribution.of(maps.get(i)), level.masks().get(i));
        ranks[i] = RANK.measure(Attribution.of(maps.get(i)), level.masks().get(i));
      }
      mass.add(masses);
      rank.add(ranks);
      if (Encoding.isZeroOfAny(level.brightness())) {
        pictures.add(DataUri.png(Heatmap.of(maps.get(SHOWN))));
      }
    }
    return new Shares(mass, rank, pictures);
  }

  private Accuracies accuracies(Consumer<String> beforeEachBrightness) {
    List<Accuracy> accuracies = new ArrayList<>();
    List<String> pictures = new ArrayList<>();
    for (double brightness : extent.brightness()) {
      beforeEachBrightness.accept("garments accuracy " + brightness);
      List<PlantedPicture> planted = planted(garments.size(), brightness);
      accuracies.add(
          new Accuracy(
              brightness,
              accuracy(planted),
              accuracy(planted.stream().map(PlantedPicture::withoutGarment).toList())));
      if (Encoding.isZeroOfAny(brightness)) {
        pictures.add(DataUri.png(planted.get(SHOWN).picture()));
      }
    }
    return new Accuracies(garments.size(), accuracies, label(garments.get(SHOWN)), pictures);
  }

  private String label(Garment garment) {
    return PictureModel.label(model(Encoding.COMPARED.get(0)), garment.label());
  }

  private double accuracy(List<PlantedPicture> pictures) {
    Encoding encoding = Encoding.COMPARED.get(0);
    return Plantings.accuracy(model(encoding), encoding.pixels(), pictures);
  }

  /** The model in an encoding; closed by this. */
  Model model(Encoding encoding) {
    return models.in(encoding, ChannelOrder.RGB);
  }

  private ImmutableList<PlantedPicture> planted(int count, double brightness) {
    return Plantings.of(garments, count, brightness, seed);
  }

  private static FloatNdArray encode(Encoding encoding, List<PlantedPicture> pictures) {
    return Plantings.encode(encoding.pixels(), pictures);
  }

  /** Closes the models. */
  @Override
  public void close() {
    models.close();
  }
}
