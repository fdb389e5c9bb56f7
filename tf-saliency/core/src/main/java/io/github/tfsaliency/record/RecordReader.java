package io.github.tfsaliency.record;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.UnsignedLong;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.StrictJson;
import io.github.tfsaliency.image.ChannelOrder;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Records from JSON that may come from anywhere. */
final class RecordReader {
  private RecordReader() {}

  static ExplanationRecord read(String json) {
    return parsed(json, tree -> entry("the record", tree));
  }

  static ImmutableList<ExplanationRecord> readList(String json) {
    return parsed(
        json,
        tree -> {
          List<?> entries = tree instanceof List<?> list ? list : List.of(tree);
          ImmutableList.Builder<ExplanationRecord> records = ImmutableList.builder();
          for (int i = 0; i < entries.size(); i++) {
            records.add(entry("entry " + (i + 1), entries.get(i)));
          }
          return records.build();
        });
  }

  /** Makes something of what {@link StrictJson} has read. */
  private interface Maker<T> {
    T make(Object tree);
  }

  private static <T> T parsed(String json, Maker<T> maker) {
    try {
      return maker.make(StrictJson.parse(json));
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw new SaliencyException(
          Message.of("The JSON text is not a record: %s", Message.reason(e)), e);
    }
  }

  private static ExplanationRecord entry(String where, Object tree) {
    Fields json =
        Fields.of(
            where,
            tree,
            "library",
            "versions",
            "threads",
            "oneDNN",
            "batchSize",
            "memory",
            "model",
            "input",
            "signature",
            "targets",
            "method",
            "seed",
            "sumEmbedding",
            "files",
            "warnings",
            "map");
    Fields map = json.object("map", "of", "sha256", "file");
    return new ExplanationRecord(
        circumstances(json),
        model(json.object("model", "fingerprint", "saved_model.pb", "variables")),
        choices(json),
        input(json.object("input", "sha256", "preprocessing", "reading")),
        targets(where, json),
        json.text("method"),
        json.wholeOrNull("seed"),
        json.flag("sumEmbedding"),
        json.textsByName("files"),
        json.texts("warnings"),
        new ExplanationRecord.MapSum(map.text("of"), map.text("sha256"), map.text("file")));
  }

  private static Circumstances circumstances(Fields json) {
    Fields threads = json.object("threads", "intraOp", "interOp");
    return new Circumstances(
        json.text("library"),
        json.textsByName("versions"),
        threads.positive("intraOp"),
        threads.positive("interOp"),
        json.orNull("oneDNN", json::flag),
        json.positive("batchSize"),
        json.whole("memory"));
  }

  private static ModelSums model(Fields json) {
    return new ModelSums(
        json.orNull(
            "fingerprint",
            key ->
                json.names(key)
                    .byName((numbers, name) -> UnsignedLong.valueOf(numbers.unsigned(name)))),
        json.text("saved_model.pb"),
        ImmutableSortedMap.copyOf(json.textsByName("variables")));
  }

  private static ModelChoices choices(Fields entry) {
    Fields json =
        entry.object(
            "signature",
            "name",
            "tags",
            "input",
            "output",
            "explained",
            "probability",
            "set",
            "setFiles",
            "encoding",
            "labels");
    return new ModelChoices(
        json.text("name"),
        ImmutableSet.copyOf(json.texts("tags")),
        json.orNull("input", json::text),
        json.orNull("output", json::text),
        json.text("explained"),
        json.flag("probability"),
        ImmutableSortedMap.copyOf(json.textsByName("set")),
        ImmutableSortedMap.copyOf(json.textsByName("setFiles")),
        encoding(json, "encoding"),
        json.orNull("labels", json::text));
  }

  private static InputSums input(Fields json) {
    return new InputSums(
        json.textsByName("sha256"),
        encoding(json, "preprocessing"),
        json.values().containsKey("reading") ? json.textsByName("reading") : ImmutableMap.of());
  }

  private static Optional<PixelEncoding> encoding(Fields json, String key) {
    return json.orNull(
        key,
        at -> {
          Fields encoding = json.object(at, "offset", "scale", "channels");
          return PixelEncoding.of(encoding.numbers("offset"), encoding.numbers("scale"))
              .withChannels(channels(encoding.text("channels")));
        });
  }

  private static ChannelOrder channels(String name) {
    return Arrays.stream(ChannelOrder.values())
        .filter(order -> order.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Message.of("The order of channels '%s' is not known.", name)));
  }

  private static ImmutableList<ExplainedTarget> targets(String where, Fields entry) {
    ImmutableList.Builder<ExplainedTarget> targets = ImmutableList.builder();
    for (Object each : entry.list("targets")) {
      Fields json =
          Fields.of(
              "a target of " + where,
              each,
              "asked",
              "target",
              "label",
              "score",
              "probability",
              "gap");
      targets.add(
          new ExplainedTarget(
              json.text("asked"),
              json.whole("target"),
              json.orNull("label", json::text),
              json.number("score"),
              json.numberOrNull("probability"),
              json.numberOrNull("gap")));
    }
    return targets.build();
  }
}
