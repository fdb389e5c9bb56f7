package io.github.tfsaliency.cli.inspect;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.inspect.AttentionDescription;
import io.github.tfsaliency.inspect.Device;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.inspect.SignatureDescription;
import io.github.tfsaliency.inspect.TensorDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * The description of a model.
 *
 * @param directory the SavedModel's folder
 * @param signatures all of them
 * @param loaded what was loaded, empty if the model leaves a choice or cannot be loaded
 * @param layers in execution order, each with the rule that it would get
 * @param attention the blocks of self-attention, in execution order
 * @param method the method, as it was given
 * @param mapped the layer whose activations the method's map is made of
 * @param problem why nothing was loaded, or why the method does not fit
 */
record Inspection(
    Path directory,
    ImmutableList<SignatureDescription> signatures,
    Optional<Loaded> loaded,
    ImmutableList<LayerRule> layers,
    ImmutableList<AttentionDescription> attention,
    Optional<String> method,
    Optional<String> mapped,
    Optional<String> problem) {

  /**
   * The part of the model that was loaded.
   *
   * @param signature its name
   * @param inputs what is fed
   * @param output what the signature calls the output
   * @param explained the tensor that is explained
   * @param devices what the session may compute on
   * @param dropped where operations lie that nothing loaded leads to and that must not run
   */
  record Loaded(
      String signature,
      ImmutableList<Input> inputs,
      String output,
      String explained,
      ImmutableList<Device> devices,
      ImmutableSortedMap<String, ImmutableList<String>> dropped) {}

  /**
   * What is fed.
   *
   * @param name what the signature calls it
   * @param shape with -1 for free dimensions, or of unknown rank
   * @param attributed the tensor that gets the map; empty if none does
   */
  record Input(String name, Shape shape, Optional<String> attributed) {}

  static Inspection notLoaded(
      Path directory, ImmutableList<SignatureDescription> signatures, SaliencyException reason) {
    return new Inspection(
        directory,
        signatures,
        Optional.empty(),
        ImmutableList.of(),
        ImmutableList.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(Failures.text(reason)));
  }

  static Inspection of(Model model, ImmutableList<SignatureDescription> signatures) {
    ImmutableList<Input> inputs =
        model.inputNames().stream()
            .map(
                name ->
                    new Input(
                        name,
                        model.inputShape(name),
                        Optional.ofNullable(model.attributedTensors().get(name))))
            .collect(toImmutableList());
    return new Inspection(
        model.directory(),
        signatures,
        Optional.of(
            new Loaded(
                model.signature(),
                inputs,
                model.outputName(),
                model.explainedTensor(),
                model.devices(),
                model.droppedOperations())),
        model.layers().stream()
            .map(layer -> new LayerRule(layer, Optional.empty(), "", false))
            .collect(toImmutableList()),
        model.attention(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Inspection withRules(
      MethodSpec spec, ImmutableList<LayerRule> rules, Optional<String> mappedLayer) {
    return new Inspection(
        directory,
        signatures,
        loaded,
        rules,
        attention,
        Optional.of(spec.text()),
        mappedLayer,
        Optional.empty());
  }

  Inspection withoutRules(MethodSpec spec, SaliencyException reason) {
    return new Inspection(
        directory,
        signatures,
        loaded,
        layers,
        attention,
        Optional.of(spec.text()),
        Optional.empty(),
        Optional.ofNullable(Failures.text(reason)));
  }

  long parameters() {
    return layers.stream().mapToLong(rule -> rule.layer().parameters()).sum();
  }

  long overridden() {
    return layers.stream().filter(rule -> rule.rule().isPresent()).count();
  }

  ImmutableList<LayerRule> skippedActivations() {
    return layers.stream().filter(LayerRule::skippedActivation).collect(toImmutableList());
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("model", directory.toString());
    json.add("signatures", array(signatures, Inspection::json));
    loaded.ifPresent(
        part -> {
          json.addProperty("signature", part.signature());
          json.add("inputs", array(part.inputs(), Inspection::json));
          JsonObject output = new JsonObject();
          output.addProperty("name", part.output());
          output.addProperty("explained", part.explained());
          json.add("output", output);
          json.add("devices", array(part.devices(), Inspection::json));
          JsonObject dropped = new JsonObject();
          part.dropped()
              .forEach((op, places) -> dropped.add(op, array(places, JsonPrimitive::new)));
          json.add("dropped", dropped);
          json.addProperty("parameters", parameters());
          json.add("layers", array(layers, Inspection::json));
          json.add("attention", array(attention, Inspection::json));
        });
    method.ifPresent(
        text -> {
          json.addProperty("method", text);
          json.add("layer", nullable(mapped.orElse(null)));
          json.addProperty("overridden", overridden());
          json.add(
              "not_overridden",
              array(skippedActivations(), rule -> new JsonPrimitive(rule.layer().name())));
        });
    json.add("problem", nullable(problem.orElse(null)));
    return json;
  }

  private static JsonObject json(SignatureDescription signature) {
    JsonObject json = new JsonObject();
    json.addProperty("name", signature.name());
    json.add("inputs", array(signature.inputs(), Inspection::json));
    json.add("outputs", array(signature.outputs(), Inspection::json));
    return json;
  }

  private static JsonObject json(TensorDescription tensor) {
    JsonObject json = new JsonObject();
    json.addProperty("name", tensor.name());
    json.addProperty("type", tensor.type());
    json.add("shape", json(tensor.shape()));
    json.addProperty("tensor", tensor.tensor());
    return json;
  }

  private static JsonObject json(Device device) {
    JsonObject json = new JsonObject();
    json.addProperty("name", device.name());
    json.addProperty("type", device.type());
    json.add("memory", device.isGpu() ? new JsonPrimitive(device.memory()) : JsonNull.INSTANCE);
    return json;
  }

  private static JsonObject json(Input input) {
    JsonObject json = new JsonObject();
    json.addProperty("name", input.name());
    json.add("shape", json(input.shape()));
    json.add("attributed", nullable(input.attributed().orElse(null)));
    return json;
  }

  private static JsonObject json(LayerRule rule) {
    ModelLayer layer = rule.layer();
    JsonObject json = new JsonObject();
    json.addProperty("name", layer.name());
    json.addProperty("op", layer.op());
    json.add("shape", json(layer.outputShape()));
    json.addProperty("parameters", layer.parameters());
    json.add("rule", nullable(rule.rule().orElse(null)));
    json.add("reason", nullable(rule.reason().isEmpty() ? null : rule.reason()));
    return json;
  }

  private static JsonObject json(AttentionDescription block) {
    JsonObject json = new JsonObject();
    json.addProperty("name", block.name());
    json.addProperty("reads", block.read());
    json.add("heads", number(block.heads()));
    json.add("tokens", number(block.tokens()));
    json.addProperty("ahead", block.ahead());
    json.add("grid", array(block.grid(), Inspection::number));
    json.add("input", nullable(block.input().orElse(null)));
    return json;
  }

  private static JsonElement number(long size) {
    return size < 0 ? JsonNull.INSTANCE : new JsonPrimitive(size);
  }

  private static JsonElement json(Shape shape) {
    if (shape.isUnknown()) {
      return JsonNull.INSTANCE;
    }
    JsonArray sizes = new JsonArray();
    for (long size : shape.asArray()) {
      sizes.add(size == Shape.UNKNOWN_SIZE ? JsonNull.INSTANCE : new JsonPrimitive(size));
    }
    return sizes;
  }

  private static JsonElement nullable(@Nullable String text) {
    return text == null ? JsonNull.INSTANCE : new JsonPrimitive(text);
  }

  private static <T> JsonArray array(List<T> values, Function<T, JsonElement> toJson) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(toJson.apply(value)));
    return array;
  }
}
