package io.github.tfsaliency.examples.bias;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Maps;
import com.google.common.collect.Table;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.report.DataUri;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.method.AttributionMethod;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.metric.BrightnessProfile;
import io.github.tfsaliency.metric.EncodingDisagreement;
import io.github.tfsaliency.metric.ZeroPointRatio;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * One model in three encodings: the model is wrapped so that it takes the same photograph with
 * black, mid-grey or white as zero. Its logits stay the same, so whatever differs between the maps
 * is made by the method.
 */
final class BiasAnalysis implements AutoCloseable {
  private final Model original;
  private final PixelEncoding ownEncoding;
  private final EncodedModels wrapped;
  private final Table<ComparedMethod, Encoding, BrightnessProfile> profiles =
      HashBasedTable.create();

  private BiasAnalysis(Model original, PixelEncoding ownEncoding, EncodedModels wrapped) {
    this.original = original;
    this.ownEncoding = ownEncoding;
    this.wrapped = wrapped;
  }

  /** Loads the model once as it is and once for each encoding. */
  static BiasAnalysis of(Path directory) {
    Model original = Model.load(directory);
    try {
      PixelEncoding own =
          original
              .encoding()
              .orElseThrow(
                  () ->
                      new SaliencyException(
                          String.format(
                              "The SavedModel '%s' does not say how it encodes pixels.\n"
                                  + "Maybe add \"encoding\" to its assets.extra/saliency.json.",
                              directory)));
      return new BiasAnalysis(original, own, EncodedModels.load(directory, own.channels()));
    } catch (RuntimeException e) {
      original.close();
      throw e;
    }
  }

  /** Analyses photographs one after the other; only figures and small pictures are kept. */
  BiasResults run(List<Path> photographs, Consumer<String> beforeEachMap) {
    ImmutableList.Builder<PhotoResult> results = ImmutableList.builder();
    for (Path photograph : photographs) {
      results.add(analyse(photograph, beforeEachMap));
    }
    return new BiasResults(
        String.valueOf(original.directory().toAbsolutePath().normalize().getFileName()),
        results.build(),
        ImmutableTable.copyOf(profiles));
  }

  private PhotoResult analyse(Path file, Consumer<String> beforeEachMap) {
    Picture photo = fit(Picture.read(file));
    FloatNdArray own = ownEncoding.encode(photo);
    FloatNdArray brightness =
        PixelEncoding.zeroToOne().withChannels(ownEncoding.channels()).encode(photo);
    FloatNdArray logits = original.predict(own);
    Attribution gradient = Saliency.of(original).method(new Gradient()).compute(own);
    long top = gradient.target();
    Target target = Target.classIndex(top);
    ImmutableMap<Encoding, FloatNdArray> encoded = encode(photo);

    ImmutableTable.Builder<ComparedMethod, Encoding, String> pictures = ImmutableTable.builder();
    ImmutableTable.Builder<ComparedMethod, Encoding, Double> ratios = ImmutableTable.builder();
    ImmutableMap.Builder<ComparedMethod, PhotoResult.Disagreement> disagreements =
        ImmutableMap.builder();
    Map<AttributionMethod, FloatNdArray> references = new HashMap<>();
    references.put(new Gradient(), gradient.values());
    for (ComparedMethod method : ComparedMethod.ALL) {
      FloatNdArray reference =
          references.computeIfAbsent(
              method.unmultiplied(), plain -> map(original, plain, target, own));
      List<FloatNdArray> maps = new ArrayList<>();
      for (Encoding encoding : Encoding.COMPARED) {
        beforeEachMap.accept(file.getFileName() + " " + method.title() + " " + encoding.name());
        FloatNdArray input = requireNonNull(encoded.get(encoding));
        FloatNdArray map = map(wrapped.in(encoding), method.in().apply(encoding), target, input);
        maps.add(map);
        pictures.put(method, encoding, DataUri.png(Heatmap.of(map)));
        ratios.put(
            method, encoding, ZeroPointRatio.at(encoding.zero()).of(brightness, map, reference));
        BrightnessProfile profile = profiles.get(method, encoding);
        profiles.put(
            method,
            encoding,
            (profile == null ? BrightnessProfile.perChannel() : profile).plus(brightness, map));
      }
      disagreements.put(
          method,
          new PhotoResult.Disagreement(
              EncodingDisagreement.among(maps), EncodingDisagreement.amongNonZero(maps)));
    }
    return new PhotoResult(
        String.valueOf(file.getFileName()),
        label(top),
        top,
        logits.getFloat(0, top),
        logitDifference(encoded, logits),
        DataUri.jpeg(photo),
        Encoding.COMPARED.stream()
            .map(encoding -> DataUri.jpeg(BlindZone.of(brightness, encoding.zero())))
            .collect(ImmutableList.toImmutableList()),
        pictures.buildOrThrow(),
        ratios.buildOrThrow(),
        disagreements.buildOrThrow());
  }

  private Picture fit(Picture photo) {
    Shape shape = original.inputShape();
    return photo.fit(Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(1)));
  }

  private ImmutableMap<Encoding, FloatNdArray> encode(Picture photo) {
    return Maps.toMap(
        Encoding.COMPARED,
        encoding -> encoding.pixels().withChannels(ownEncoding.channels()).encode(photo));
  }

  private static FloatNdArray map(
      Model model, AttributionMethod method, Target target, FloatNdArray input) {
    return Saliency.of(model).method(method).target(target).compute(input).values();
  }

  private double logitDifference(
      ImmutableMap<Encoding, FloatNdArray> encoded, FloatNdArray logits) {
    double largest = 0;
    double difference = 0;
    for (Encoding encoding : Encoding.COMPARED) {
      FloatNdArray others = wrapped.in(encoding).predict(requireNonNull(encoded.get(encoding)));
      for (long i = 0; i < logits.shape().get(1); i++) {
        double logit = logits.getFloat(0, i);
        largest = Math.max(largest, Math.abs(logit));
        difference = Math.max(difference, Math.abs(logit - others.getFloat(0, i)));
      }
    }
    return difference / largest;
  }

  private String label(long target) {
    return target < original.labels().size()
        ? original.labels().get(Math.toIntExact(target))
        : "class " + target;
  }

  /** Closes the models. */
  @Override
  public void close() {
    wrapped.close();
    original.close();
  }
}
