package io.github.tfsaliency.record;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Records as JSON. */
final class RecordWriter {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private RecordWriter() {}

  static String write(ExplanationRecord record) {
    JsonObject json = new JsonObject();
    put(record.circumstances(), json);
    json.add("model", model(record.model()));
    json.add("input", input(record.input()));
    json.add("signature", choices(record.choices()));
    JsonArray targets = new JsonArray();
    record.targets().forEach(target -> targets.add(target(target)));
    json.add("targets", targets);
    json.addProperty("method", record.method());
    json.add(
        "seed",
        record.seed().isPresent()
            ? new JsonPrimitive(record.seed().getAsLong())
            : JsonNull.INSTANCE);
    json.addProperty("sumEmbedding", record.sumsEmbedding());
    json.add("files", texts(record.files()));
    json.add("warnings", list(record.warnings()));
    JsonObject map = new JsonObject();
    map.addProperty("of", record.map().of());
    map.addProperty("sha256", record.map().sha256());
    map.addProperty("file", record.map().file());
    json.add("map", map);
    return GSON.toJson(json);
  }

  private static void put(Circumstances circumstances, JsonObject json) {
    json.addProperty("library", circumstances.library());
    json.add("versions", texts(circumstances.versions()));
    JsonObject threads = new JsonObject();
    threads.addProperty("intraOp", circumstances.intraOpThreads());
    threads.addProperty("interOp", circumstances.interOpThreads());
    json.add("threads", threads);
    json.add("oneDNN", orNull(circumstances.oneDnn().map(JsonPrimitive::new)));
    json.addProperty("batchSize", circumstances.batchSize());
    json.addProperty("memory", circumstances.memory());
  }

  private static JsonObject model(ModelSums sums) {
    JsonObject json = new JsonObject();
    json.add(
        "fingerprint",
        orNull(
            sums.fingerprint()
                .map(
                    all -> {
                      JsonObject numbers = new JsonObject();
                      all.forEach(
                          (name, number) -> numbers.addProperty(name, number.bigIntegerValue()));
                      return numbers;
                    })));
    json.addProperty("saved_model.pb", sums.savedModel());
    json.add("variables", texts(sums.variables()));
    return json;
  }

  private static JsonObject input(InputSums input) {
    JsonObject json = new JsonObject();
    json.add("sha256", texts(input.files()));
    json.add("preprocessing", orNull(input.preprocessing().map(RecordWriter::encoding)));
    if (!input.reading().isEmpty()) {
      json.add("reading", texts(input.reading()));
    }
    return json;
  }

  private static JsonObject choices(ModelChoices choices) {
    JsonObject json = new JsonObject();
    json.addProperty("name", choices.signature());
    json.add("tags", list(choices.tags()));
    json.add("input", text(choices.input()));
    json.add("output", text(choices.output()));
    json.addProperty("explained", choices.explained());
    json.addProperty("probability", choices.probability());
    json.add("set", texts(choices.set()));
    json.add("setFiles", texts(choices.setFiles()));
    json.add("encoding", orNull(choices.encoding().map(RecordWriter::encoding)));
    json.add("labels", text(choices.labels()));
    return json;
  }

  private static JsonObject target(ExplainedTarget target) {
    JsonObject json = new JsonObject();
    json.addProperty("asked", target.asked());
    json.addProperty("target", target.index());
    json.add("label", text(target.label()));
    json.addProperty("score", target.score());
    json.add("probability", number(target.probability()));
    json.add("gap", number(target.gap()));
    return json;
  }

  private static JsonElement encoding(PixelEncoding encoding) {
    return JsonParser.parseString(encoding.toJson());
  }

  private static JsonElement number(OptionalDouble number) {
    return number.isPresent() ? new JsonPrimitive(number.getAsDouble()) : JsonNull.INSTANCE;
  }

  private static JsonElement text(Optional<String> text) {
    return orNull(text.map(JsonPrimitive::new));
  }

  private static JsonElement orNull(Optional<? extends JsonElement> element) {
    return element.isPresent() ? element.get() : JsonNull.INSTANCE;
  }

  private static JsonObject texts(Map<String, String> texts) {
    JsonObject json = new JsonObject();
    texts.forEach(json::addProperty);
    return json;
  }

  private static JsonArray list(Collection<String> texts) {
    JsonArray json = new JsonArray();
    texts.forEach(json::add);
    return json;
  }
}
