package io.github.tfsaliency;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.image.PixelEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a SavedModel says of itself in {@code assets.extra/saliency.json}, TensorFlow's place for
 * users' files.
 *
 * <pre>{@code
 * {"signature": "serving_default", "input": "image", "output": "logits",
 *  "encoding": {"offset": 127, "scale": 128, "channels": "rgb"}, "labels": "labels.txt"}
 * }</pre>
 *
 * <p>Every key is optional.
 */
record ModelCard(
    Optional<String> signature,
    Optional<String> input,
    Optional<String> output,
    Optional<PixelEncoding> encoding,
    ImmutableList<String> labels) {
  private static final long MAX_CARD_BYTES = 1 << 20;
  private static final long MAX_LABELS_BYTES = 1 << 26;
  private static final ImmutableSet<String> KEYS =
      ImmutableSet.of("signature", "input", "output", "encoding", "labels");

  /** Reads the card, or gives an empty one if the model has none. */
  static ModelCard read(Path model) {
    Path folder = model.resolve("assets.extra");
    Path file = folder.resolve("saliency.json");
    if (!Files.isRegularFile(file)) {
      return new ModelCard(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          ImmutableList.of());
    }
    try {
      JsonObject json = JsonParser.parseString(readString(file, MAX_CARD_BYTES)).getAsJsonObject();
      Set<String> unknown = Sets.difference(json.keySet(), KEYS);
      if (!unknown.isEmpty()) {
        throw new UnsupportedModelException(
            String.format(
                "The file '%s' has unknown keys %s.\nMaybe one of %s is meant.",
                file, unknown, KEYS));
      }
      Optional<String> labels = text(json, "labels");
      return new ModelCard(
          text(json, "signature"),
          text(json, "input"),
          text(json, "output"),
          Optional.ofNullable(json.get("encoding"))
              .map(encoding -> PixelEncoding.fromJson(encoding.toString())),
          labels.isPresent()
              ? readLabels(model, folder.resolve(labels.get()))
              : ImmutableList.of());
    } catch (IOException
        | JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | IllegalArgumentException e) {
      throw new UnsupportedModelException(
          String.format("The file '%s' cannot be used: %s", file, e.getMessage()), e);
    }
  }

  private static Optional<String> text(JsonObject json, String key) {
    return Optional.ofNullable(json.get(key)).map(JsonElement::getAsString);
  }

  private static ImmutableList<String> readLabels(Path model, Path file) throws IOException {
    // A model that came from elsewhere must not name files of this machine.
    if (!file.normalize().startsWith(model.normalize())) {
      throw new IOException("the labels file '" + file + "' lies outside the model");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no labels file '" + file + "'");
    }
    return ImmutableList.copyOf(
        Splitter.on('\n')
            .trimResults()
            .splitToList(readString(file, MAX_LABELS_BYTES).stripTrailing()));
  }

  private static String readString(Path file, long most) throws IOException {
    if (Files.size(file) > most) {
      throw new IOException("the file '" + file + "' has more than " + most + " bytes");
    }
    return Files.readString(file);
  }
}
