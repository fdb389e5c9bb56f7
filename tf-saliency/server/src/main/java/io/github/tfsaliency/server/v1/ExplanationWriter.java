package io.github.tfsaliency.server.v1;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import com.google.gson.stream.JsonWriter;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.protocol.NestedNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the explanations of instances.
 *
 * @param model that was explained
 * @param parameters of the request
 */
record ExplanationWriter(Model model, ExplainParameters parameters) {
  /** Writes one map as a JSON value. */
  private interface Content {
    void write(Attribution map) throws IOException;
  }

  /**
   * Writes one explanation.
   *
   * @param maps by the names of the inputs
   * @param picture that the instance was
   */
  void write(JsonWriter json, ImmutableMap<String, Attribution> maps, Optional<Picture> picture)
      throws IOException {
    Attribution any = maps.values().asList().get(0);
    json.beginObject();
    json.name("method").value(any.method());
    json.name("target").value(any.target());
    json.name("label").value(label(any.target()));
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
    json.endObject();
  }

  /** Of a model of several inputs an object by their names. */
  private void each(JsonWriter json, String key, Map<String, Attribution> maps, Content content)
      throws IOException {
    json.name(key);
    if (model.inputNames().size() == 1) {
      content.write(maps.values().iterator().next());
      return;
    }
    json.beginObject();
    for (Map.Entry<String, Attribution> map : maps.entrySet()) {
      json.name(map.getKey());
      content.write(map.getValue());
    }
    json.endObject();
  }

  private @Nullable String label(long target) {
    return target >= 0 && target < model.labels().size() ? model.labels().get((int) target) : null;
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
          "A map of shape %s has no rows and columns, so it is no picture.\n"
              + "Maybe ask for the format 'array' or 'regions'.",
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
