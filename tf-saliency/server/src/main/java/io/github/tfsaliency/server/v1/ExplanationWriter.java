package io.github.tfsaliency.server.v1;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import com.google.gson.stream.JsonWriter;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.record.ExplanationRecord;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.RecordJson;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.protocol.NestedNumbers;
import io.github.tfsaliency.server.work.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the explanations of instances.
 *
 * @param model that was explained
 * @param parameters of the request
 * @param recorder of the model
 * @param saliency what computed the maps, except for the target
 */
record ExplanationWriter(
    Model model, ExplainParameters parameters, Recorder recorder, Saliency saliency) {
  /** Writes what belongs to one input as a JSON value. */
  private interface Content<T> {
    void write(T ofInput) throws IOException;
  }

  /**
   * Writes one explanation.
   *
   * @param result its maps
   * @param target what was asked for
   */
  void write(JsonWriter json, Result result, Instance.Resolved instance, Target target)
      throws IOException {
    ImmutableMap<String, Attribution> maps = result.maps();
    Optional<Picture> picture = instance.picture();
    Attribution any = maps.values().asList().get(0);
    json.beginObject();
    json.name("method").value(any.method());
    json.name("target").value(any.target());
    json.name("label").value(any.label().orElse(null));
    json.name("score");
    writeScore(json, any.score());
    json.name("gap");
    if (any.gaps().isPresent()) {
      writeScore(json, any.gaps().get().get(0));
    } else {
      json.nullValue();
    }
    json.name("warnings").beginArray();
    for (String warning : warnings(maps)) {
      json.value(warning);
    }
    json.endArray();
    switch (parameters.form()) {
      case ARRAY -> each(json, "map", maps, map -> NestedNumbers.write(json, map.values()));
      case PNG -> each(json, "png", pictures(maps), map -> json.value(png(map, picture)));
      case REGIONS -> each(json, "regions", maps, map -> writeRegions(json, map));
    }
    if (parameters.recorded()) {
      Saliency of = saliency.target(target);
      InputSums sums = instance.sums().get();
      ImmutableMap.Builder<String, ExplanationRecord> records = ImmutableMap.builder();
      maps.forEach(
          (input, map) ->
              records.put(input, recorder.record(of, sums, map, result.output(), input, "")));
      each(
          json,
          "record",
          records.buildOrThrow(),
          record -> json.jsonValue(RecordJson.toJson(record)));
    }
    json.endObject();
  }

  /** Of a model of several inputs an object by their names. */
  private <T> void each(JsonWriter json, String key, Map<String, T> ofInputs, Content<T> content)
      throws IOException {
    json.name(key);
    if (model.inputNames().size() == 1) {
      content.write(ofInputs.values().iterator().next());
      return;
    }
    json.beginObject();
    for (Map.Entry<String, T> ofInput : ofInputs.entrySet()) {
      json.name(ofInput.getKey());
      content.write(ofInput.getValue());
    }
    json.endObject();
  }

  private static Set<String> warnings(Map<String, Attribution> maps) {
    Set<String> warnings = new LinkedHashSet<>();
    maps.values().forEach(map -> warnings.addAll(map.warnings()));
    return warnings;
  }

  private static void writeScore(JsonWriter json, double score) throws IOException {
    if (!Double.isFinite(score)) {
      throw Refusal.badRequest("The score is %s, which JSON cannot say.", score);
    }
    json.jsonValue(Double.toString(score));
  }

  /** The maps that have rows and columns. */
  private static ImmutableMap<String, Attribution> pictures(Map<String, Attribution> maps) {
    ImmutableMap.Builder<String, Attribution> pictures = ImmutableMap.builder();
    maps.forEach(
        (name, map) -> {
          int rank = map.shape().numDimensions();
          if (rank == 2 || rank == 3) {
            pictures.put(name, map);
          }
        });
    ImmutableMap<String, Attribution> found = pictures.buildOrThrow();
    if (found.isEmpty()) {
      throw Refusal.badRequest(
          "A map of shape %s has no rows and columns, so it is not a picture.\n"
              + "Maybe request the format 'array' or 'regions'.",
          maps.values().iterator().next().shape());
    }
    return found;
  }

  /** Over the picture as the model saw it, if the instance was one. */
  private static String png(Attribution map, Optional<Picture> picture) {
    Heatmap heatmap = Heatmap.of(map).withSuitedStyle();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (picture.isPresent()) {
      heatmap.overlay(picture.get().fit(heatmap.width(), heatmap.height())).writePng(png);
    } else {
      heatmap.writePng(png);
    }
    return BaseEncoding.base64().encode(png.toByteArray());
  }

  private void writeRegions(JsonWriter json, Attribution map) throws IOException {
    ImmutableList<Regions.Region> regions =
        Regions.of(map.withChannelsLast().values(), parameters.topK());
    json.beginArray();
    for (Regions.Region region : regions) {
      json.beginObject().name("box").beginArray();
      json.value(region.top()).value(region.left());
      json.value(region.height()).value(region.width());
      json.endArray();
      json.name("sum").value(region.sum()).name("share").value(region.share());
      json.endObject();
    }
    json.endArray();
  }
}
