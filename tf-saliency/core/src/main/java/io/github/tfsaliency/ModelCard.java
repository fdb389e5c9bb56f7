package io.github.tfsaliency;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.graph.files.ModelFolder;
import io.github.tfsaliency.graph.savedmodel.ExplainSignature;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.SpecText;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The description of a SavedModel in its file {@code assets.extra/saliency.json}. TensorFlow
 * reserves this folder for users' files.
 *
 * <pre>{@code
 * {"signature": "serving_default", "input": "image", "output": "logits",
 *  "encoding": {"offset": 127, "scale": 128, "channels": "rgb"}, "labels": "labels.txt",
 *  "sample_rate": 16000}
 * }</pre>
 *
 * <p>Every key is optional. An exported explanation also has the key {@code explanation}: how it
 * was made.
 */
record ModelCard(
    Optional<String> signature,
    Optional<String> input,
    Optional<String> output,
    Optional<PixelEncoding> encoding,
    ImmutableList<String> labels,
    OptionalInt sampleRate,
    Optional<String> explanation) {
  /** Where it lies in the model's folder. */
  static final String PATH = "assets.extra/saliency.json";

  private static final String FOLDER = "assets.extra";
  private static final String GIVEN_LABELS_FILE = "saliency-labels.txt";

  /** Where an export has what the caller called the classes. */
  static final String GIVEN_LABELS = FOLDER + "/" + GIVEN_LABELS_FILE;

  private static final int MAX_CARD_BYTES = 1 << 20;
  private static final int MAX_LABELS_BYTES = 1 << 26;
  private static final String SAMPLE_RATE = "sample_rate";
  private static final String EXPLANATION = "explanation";
  private static final String METHOD = "spec";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** The keys that people write. Only an export writes {@code explanation}. */
  private static final ImmutableSet<String> KEYS =
      ImmutableSet.of("signature", "input", "output", "encoding", "labels", SAMPLE_RATE);

  /** A signature, and what is chosen in it. */
  private static final ImmutableSet<String> CHOICES =
      ImmutableSet.of("signature", "input", "output");

  /** Reads the card, or gives an empty one if the model has none. */
  static ModelCard read(ModelFolder model) {
    Path file = model.directory().resolve(PATH);
    Optional<Path> real = model.findContent(PATH);
    if (real.isEmpty()) {
      return new ModelCard(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          ImmutableList.of(),
          OptionalInt.empty(),
          Optional.empty());
    }
    try {
      JsonObject json = parse(real.get(), file);
      Set<String> unknown =
          Sets.difference(json.keySet(), Sets.union(KEYS, ImmutableSet.of(EXPLANATION)));
      if (!unknown.isEmpty()) {
        throw new UnsupportedModelException(
            Message.of(
                "The file '%s' has unknown keys %s.\nMaybe one of %s was meant.",
                file, unknown, KEYS));
      }
      Optional<String> labels = text(json, "labels");
      return new ModelCard(
          text(json, "signature"),
          text(json, "input"),
          text(json, "output"),
          Optional.ofNullable(json.get("encoding")).map(encoding -> encoding(file, encoding)),
          labels.isPresent() ? readLabels(model, labels.get()) : ImmutableList.of(),
          sampleRate(json),
          Optional.ofNullable(json.get(EXPLANATION))
              .flatMap(explanation -> text(explanation.getAsJsonObject(), METHOD)));
    } catch (IOException
        | JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | IllegalArgumentException e) {
      throw new UnsupportedModelException(
          Message.of("The file '%s' cannot be used: %s", file, Message.reason(e)), e);
    }
  }

  /**
   * The card of an exported explanation: what the model said of itself, what was chosen of it, and
   * how the explanation was made.
   *
   * @param fixed the target of every sample; empty if the signature is given one
   * @param lacksSignature whether the export lacks the signature that was chosen, so that neither
   *     it nor a choice in it can be named
   */
  static String exported(
      ModelOrigin origin,
      AttributionMethod method,
      Optional<Target> fixed,
      boolean lacksSignature) {
    ModelSelection chosen = origin.chosen();
    Path file = chosen.directory().resolve(PATH);
    Optional<Path> real = chosen.folder().find(PATH);
    JsonObject json = new JsonObject();
    try {
      if (real.isPresent()) {
        json = parse(real.get(), file);
      }
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new UnsupportedModelException(
          Message.of("The file '%s' cannot be used: %s", file, Message.reason(e)), e);
    }
    if (lacksSignature) {
      CHOICES.forEach(json::remove);
    } else {
      add(json, "signature", chosen.signature());
      add(json, "input", chosen.input());
      add(json, "output", chosen.output());
    }
    if (origin.encoding().isPresent()) {
      json.add("encoding", JsonParser.parseString(origin.encoding().get().toJson()));
    }
    if (origin.labels().isPresent()) {
      json.addProperty("labels", GIVEN_LABELS_FILE);
    }
    SpecText text = MethodSpecs.describe(method);
    JsonObject parameters = new JsonObject();
    text.options().forEach(parameters::addProperty);
    JsonObject explanation = new JsonObject();
    explanation.addProperty("signature", ExplainSignature.KEY);
    explanation.addProperty("method", text.name());
    explanation.add("parameters", parameters);
    explanation.addProperty(METHOD, MethodSpecs.print(method));
    fixed.ifPresent(target -> explanation.addProperty("target", TargetSpecs.print(target)));
    explanation.addProperty("version", LibraryVersion.get());
    json.add(EXPLANATION, explanation);
    return GSON.toJson(json) + "\n";
  }

  private static void add(JsonObject json, String key, Optional<String> value) {
    value.ifPresent(text -> json.addProperty(key, text));
  }

  private static OptionalInt sampleRate(JsonObject json) {
    JsonElement rate = json.get(SAMPLE_RATE);
    if (rate == null) {
      return OptionalInt.empty();
    }
    double number = rate.getAsDouble();
    if (number != Math.rint(number) || number < 1 || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Message.of("its sample_rate is %s, not a whole number from 1", rate));
    }
    return OptionalInt.of((int) number);
  }

  private static PixelEncoding encoding(Path file, JsonElement encoding) {
    try {
      return PixelEncoding.fromJson(encoding.toString());
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      throw new UnsupportedModelException(
          Message.of("The file '%s' cannot be used: %s", file, Message.part(reason)), e);
    }
  }

  private static Optional<String> text(JsonObject json, String key) {
    return Optional.ofNullable(json.get(key)).map(JsonElement::getAsString);
  }

  /** Gson would quote the file, which may be none of the model's. */
  private static JsonObject parse(Path real, Path file) throws IOException {
    JsonElement json = JsonParser.parseString(ModelFolder.readString(real, file, MAX_CARD_BYTES));
    if (!json.isJsonObject()) {
      throw new IOException("it is not a JSON object");
    }
    return json.getAsJsonObject();
  }

  private static ImmutableList<String> readLabels(ModelFolder model, String labels)
      throws IOException {
    Path file = model.directory().resolve(FOLDER).resolve(labels);
    // A model that came from elsewhere must not name files of this machine.
    String name =
        model
            .name(FOLDER, labels)
            .orElseThrow(
                () -> new IOException("the labels file '" + file + "' lies outside the model"));
    Path real =
        model
            .findContent(name)
            .orElseThrow(() -> new IOException("there is no labels file '" + file + "'"));
    return ImmutableList.copyOf(
        Splitter.on('\n')
            .trimResults()
            .splitToList(ModelFolder.readString(real, file, MAX_LABELS_BYTES).stripTrailing()));
  }
}
