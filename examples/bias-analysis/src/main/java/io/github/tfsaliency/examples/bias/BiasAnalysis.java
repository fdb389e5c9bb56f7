package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.report.DataUri;
import io.github.tfsaliency.examples.bias.PhotoResult.MapResult;
import io.github.tfsaliency.examples.bias.PhotoResult.MethodResult;
import io.github.tfsaliency.examples.encoding.EncodedModels;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.model.ModelOnDemand;
import io.github.tfsaliency.examples.model.PictureModel;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.metric.EncodingDisagreement;
import io.github.tfsaliency.metric.ZeroPointRatio;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * One model in three encodings: the model is wrapped so that it takes the same photograph with
 * black, mid-grey or white as zero. Its logits stay the same, so whatever differs between the maps
 * is made by the method.
 */
final class BiasAnalysis implements AutoCloseable {
  private final Path directory;
  private final Function<Model, Saliency> explaining;
  private final EncodedModels wrapped;
  private final ModelOnDemand original;

  /** The analysis of a SavedModel that says how it encodes pixels. */
  BiasAnalysis(Study.Photos photos) {
    this.directory = photos.model();
    this.explaining = photos.explaining();
    this.wrapped = new EncodedModels(photos.loader());
    this.original = new ModelOnDemand(photos.loader()::load);
  }

  /** The part of a photograph; only figures and small pictures are kept. */
  Part<PhotoResult> part(Path photograph, int number) {
    return Part.of(
        "photograph-" + number,
        ImmutableMap.of(
            "file", String.valueOf(photograph.getFileName()), "sum", FileSums.of(photograph)),
        PhotoResult.class,
        ComparedMethod.ALL.size() * Encoding.COMPARED.size(),
        beforeEachMap -> analyse(photograph, beforeEachMap));
  }

  /** The name of the model's folder. */
  String modelName() {
    return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
  }

  /** The model in its own encoding; closed by this. */
  Model original() {
    return original.get();
  }

  private PixelEncoding ownEncoding() {
    return PictureModel.encoding(original());
  }

  /** The model in an encoding, with its own order of channels; closed by this. */
  Model in(Encoding encoding) {
    return wrapped.in(encoding, ownEncoding().channels());
  }

  private PhotoResult analyse(Path file, Consumer<String> beforeEachMap) {
    Picture photo = fit(Picture.read(file));
    FloatNdArray own = ownEncoding().encode(photo);
    FloatNdArray brightness =
        PixelEncoding.zeroToOne().withChannels(ownEncoding().channels()).encode(photo);
    FloatNdArray logits = original().predict(own);
    Attribution gradient = explaining.apply(original()).method(Gradient.of()).compute(own);
    long top = gradient.target();
    Target target = Target.classIndex(top);
    ImmutableMap<Encoding, FloatNdArray> encoded = encode(photo);

    List<MethodResult> methods = new ArrayList<>();
    Map<AttributionMethod, Attribution> references = new HashMap<>();
    references.put(Gradient.of(), gradient);
    for (ComparedMethod method : ComparedMethod.ALL) {
      Attribution reference =
          references.computeIfAbsent(
              method.unmultiplied(), plain -> map(original(), plain, target, own));
      List<Attribution> maps = new ArrayList<>();
      List<MapResult> results = new ArrayList<>();
      for (Encoding encoding : Encoding.COMPARED) {
        beforeEachMap.accept(file.getFileName() + " " + method.title() + " " + encoding.name());
        FloatNdArray input = requireNonNull(encoded.get(encoding));
        Attribution map = map(in(encoding), method.in().apply(encoding), target, input);
        maps.add(map);
        results.add(
            new MapResult(
                DataUri.png(Heatmap.of(map)),
                ZeroPointRatio.of(encoding.zero()).measure(brightness, map, reference),
                Profile.of(brightness, map)));
      }
      methods.add(
          new MethodResult(
              results, EncodingDisagreement.of(maps), EncodingDisagreement.ofNonZero(maps)));
    }
    return new PhotoResult(
        String.valueOf(file.getFileName()),
        PictureModel.label(original(), top),
        top,
        logits.getFloat(0, top),
        logitDifference(encoded, logits),
        DataUri.jpeg(photo),
        Encoding.COMPARED.stream()
            .map(encoding -> DataUri.jpeg(BlindZone.of(brightness, encoding.zero())))
            .collect(toImmutableList()),
        methods);
  }

  private Picture fit(Picture photo) {
    Shape shape = original().inputShape();
    return photo.fit(Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(1)));
  }

  private ImmutableMap<Encoding, FloatNdArray> encode(Picture photo) {
    return Maps.toMap(
        Encoding.COMPARED,
        encoding -> encoding.pixels().withChannels(ownEncoding().channels()).encode(photo));
  }

  private Attribution map(
      Model model, AttributionMethod method, Target target, FloatNdArray input) {
    return explaining.apply(model).method(method).target(target).compute(input);
  }

  private double logitDifference(
      ImmutableMap<Encoding, FloatNdArray> encoded, FloatNdArray logits) {
    double largest = 0;
    double difference = 0;
    for (Encoding encoding : Encoding.COMPARED) {
      FloatNdArray others = in(encoding).predict(requireNonNull(encoded.get(encoding)));
      for (long i = 0; i < logits.shape().get(1); i++) {
        double logit = logits.getFloat(0, i);
        largest = Math.max(largest, Math.abs(logit));
        difference = Math.max(difference, Math.abs(logit - others.getFloat(0, i)));
      }
    }
    return difference / largest;
  }

  /** Closes the models. */
  @Override
  public void close() {
    wrapped.close();
    original.close();
  }
}
