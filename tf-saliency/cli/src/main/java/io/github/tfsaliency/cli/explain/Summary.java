package io.github.tfsaliency.cli.explain;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.ExplanationRecord;
import io.github.tfsaliency.record.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code summary.json} and {@code record.json}: arrays with an entry for each map in a folder,
 * those of earlier runs too. The first is for who reads results, the second for who computes them
 * again.
 */
final class Summary {
  static final String NAME = "summary.json";
  static final String RECORDS = "record.json";
  private static final long MOST_BYTES = 1L << 30;

  /**
   * A map of one of the model's inputs.
   *
   * @param input as it was given
   * @param map the input's name in the model
   * @param method as it is printed
   * @param targets what is explained of each sample; -1 for what is no number of the output
   * @param labels what the targets are called; null for a model without labels
   * @param scores of the targets
   * @param probabilities of the targets, by the model's final softmax or sigmoid; null without one
   * @param gaps how far the map's sum is from what theory says; null where theory says nothing
   * @param samples how many draws each sample's map is made of; null where nothing is drawn
   * @param groups for each group of features the sum of its values, of all inputs together, a
   *     number a sample; null without groups
   * @param layer whose activations the map is made of, or null
   * @param npy the map's file in the folder; null for a method that maps layers alone
   * @param standardError the file of the standard errors of its values; null where nothing is drawn
   * @param png the file of a picture of the map: of a photograph the overlay; null without a map
   * @param html the file of a page that shows it; null without a map
   * @param layers the maps of layers that were asked for
   * @param model as it was given
   * @param version of the library
   * @param key what decided the map
   */
  record Entry(
      String input,
      String map,
      String method,
      List<Long> targets,
      @Nullable List<@Nullable String> labels,
      List<Double> scores,
      @Nullable List<@Nullable Double> probabilities,
      @Nullable List<Double> gaps,
      @Nullable List<Long> samples,
      @Nullable Map<String, List<Double>> groups,
      List<String> warnings,
      @Nullable String layer,
      @Nullable String npy,
      @Nullable String standardError,
      @Nullable String png,
      @Nullable String html,
      List<LayerEntry> layers,
      String model,
      String version,
      String key) {
    /** The file that no other entry has: the map's, or that of the first layer. */
    String file() {
      return npy == null ? layers.get(0).npy() : npy;
    }

    /** All files that belong to it. */
    ImmutableList<String> files() {
      ImmutableList.Builder<String> files = ImmutableList.builder();
      Stream.of(
              Optional.ofNullable(npy),
              Optional.ofNullable(standardError),
              Optional.ofNullable(png),
              Optional.ofNullable(html))
          .forEach(file -> file.ifPresent(files::add));
      layers.forEach(each -> files.add(each.npy()));
      return files.build();
    }
  }

  /** The map of a layer. */
  record LayerEntry(String layer, List<Double> sums, String npy) {}

  /** What is said of a map in the two documents; of an old map there may be no record. */
  private record Listed(JsonObject entry, @Nullable JsonObject record) {
    JsonElement get(String field) {
      return requireNonNullElse(entry.get(field), JsonNull.INSTANCE);
    }
  }

  /**
   * The contents of the two files.
   *
   * @param summary of {@link #NAME}
   * @param records of {@link #RECORDS}
   */
  record Documents(String summary, String records) {}

  /** By the file of the map, or of that of its first layer. */
  private final Map<String, Listed> entries = new LinkedHashMap<>();

  private final Map<String, Listed> asked = new LinkedHashMap<>();

  /** What the file in the folder lists of earlier runs and no map has replaced. */
  private final Map<String, Listed> earlier = new LinkedHashMap<>();

  private final Path folder;
  private ImmutableList<String> devices = ImmutableList.of();

  private Summary(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads what a folder has already.
   *
   * @throws SaliencyException if its summary or its records are none
   */
  static Summary of(Path folder) {
    Summary summary = new Summary(folder);
    Map<String, JsonObject> records = new LinkedHashMap<>();
    read(folder.resolve(RECORDS), each -> records.put(file(each), each));
    read(folder.resolve(NAME), each -> summary.keep(each, records));
    return summary;
  }

  /** Which map a record is of. */
  private static String file(JsonObject record) {
    if (record.get("map") instanceof JsonObject map
        && map.get("file") instanceof JsonPrimitive file) {
      return file.getAsString();
    }
    throw new IllegalStateException("a record has no 'map' with a 'file'");
  }

  private static void read(Path file, Consumer<JsonObject> reader) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("it is larger than " + MOST_BYTES + " bytes");
      }
      for (JsonElement each : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
        reader.accept(each.getAsJsonObject());
      }
    } catch (IOException
        | JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException e) {
      throw new SaliencyException(
          Message.of(
              "The file '%s' is not a list of maps: %s.\n"
                  + "Maybe remove it, or choose another folder with --out.",
              file, Message.reason(e)),
          e);
    }
  }

  /** Of a map that somebody has removed nothing is said. */
  private void keep(JsonObject entry, Map<String, JsonObject> records) {
    JsonElement npy = ownFile(entry);
    if (npy == null || !npy.isJsonPrimitive()) {
      throw new IllegalStateException("an entry has no 'npy'");
    }
    if (isThere(npy)) {
      String file = npy.getAsString();
      Listed listed = new Listed(entry, records.get(file));
      entries.put(file, listed);
      earlier.put(file, listed);
    }
  }

  /** The file that no other entry has. */
  private static @Nullable JsonElement ownFile(JsonObject entry) {
    JsonElement npy = entry.get("npy");
    return JsonNull.INSTANCE.equals(npy)
            && entry.get("layers") instanceof JsonArray layers
            && !layers.isEmpty()
            && layers.get(0) instanceof JsonObject layer
        ? layer.get("npy")
        : npy;
  }

  private static String name(JsonObject entry) {
    return requireNonNull(ownFile(entry)).getAsString();
  }

  private boolean isThere(@Nullable JsonElement file) {
    return file != null
        && file.isJsonPrimitive()
        && Path.of(file.getAsString()).getNameCount() == 1
        && Files.isRegularFile(folder.resolve(file.getAsString()));
  }

  /**
   * Looks for maps that are there already, with all files that belong to them, and their records.
   *
   * @param key what decides a map
   * @return their files, of one or more inputs of the model; empty if one is missing
   */
  ImmutableList<String> existing(String key) {
    List<Listed> found =
        entries.values().stream()
            .filter(listed -> new JsonPrimitive(key).equals(listed.get("key")))
            .toList();
    if (!found.stream().allMatch(this::isWhole)) {
      return ImmutableList.of();
    }
    found.forEach(listed -> asked.put(name(listed.entry()), listed));
    return found.stream()
        .map(listed -> name(listed.entry()))
        .collect(ImmutableList.toImmutableList());
  }

  private boolean isWhole(Listed listed) {
    boolean whole = listed.record() != null || JsonNull.INSTANCE.equals(listed.get("npy"));
    whole &= JsonNull.INSTANCE.equals(listed.entry().get("png")) || isThere(listed.get("png"));
    // earlier versions say nothing of pages and standard errors
    whole &= listed.get("html").isJsonNull() || isThere(listed.get("html"));
    whole &= listed.get("standardError").isJsonNull() || isThere(listed.get("standardError"));
    if (!(listed.get("layers") instanceof JsonArray layers)) {
      return false;
    }
    for (JsonElement layer : layers) {
      whole &= layer instanceof JsonObject files && isThere(files.get("npy"));
    }
    return whole;
  }

  /** Says what the session of all maps from now on may compute on. */
  void computedOn(List<String> names) {
    devices = ImmutableList.copyOf(names);
  }

  /** A new map; it takes the place of an earlier one in the same file. */
  void add(Entry entry, ExplanationRecord record) {
    add(entry, JsonParser.parseString(RecordJson.toJson(record)).getAsJsonObject());
  }

  /** The maps of layers alone, which have no record. */
  void add(Entry entry) {
    add(entry, (JsonObject) null);
  }

  private void add(Entry entry, @Nullable JsonObject record) {
    JsonObject json = Json.tree(entry).getAsJsonObject();
    json.add("devices", Json.tree(devices));
    Listed listed = new Listed(json, record);
    entries.put(entry.file(), listed);
    asked.put(entry.file(), listed);
  }

  /** How many maps were asked for in this run and are there. */
  int size() {
    return asked.size();
  }

  /**
   * Whether the files in the folder would be wrong as soon as maps are replaced: they say of them
   * what decided earlier maps.
   *
   * @param files of new maps
   */
  boolean listsOthers(Collection<String> files) {
    return files.stream().anyMatch(file -> isAnother(earlier.get(file), entries.get(file)));
  }

  private static boolean isAnother(@Nullable Listed before, @Nullable Listed now) {
    return before != null && (now == null || !before.get("key").equals(now.get("key")));
  }

  /** All maps of the folder without those that are being replaced. */
  Documents documentsWithout(Collection<String> files) {
    earlier.keySet().removeAll(files);
    Map<String, Listed> left = new LinkedHashMap<>(entries);
    left.keySet().removeAll(files);
    return documents(left);
  }

  /** All maps of the folder. */
  Documents documents() {
    return documents(entries);
  }

  /** The maps of this run, computed or there already. */
  String askedDocument() {
    return documents(asked).summary();
  }

  private static Documents documents(Map<String, Listed> chosen) {
    JsonArray array = new JsonArray();
    JsonArray records = new JsonArray();
    for (Listed listed : chosen.values()) {
      array.add(listed.entry());
      if (listed.record() != null) {
        records.add(listed.record());
      }
    }
    return new Documents(Json.text(array), Json.text(records));
  }
}
