package io.github.tfsaliency.cli.explain;

import static java.util.Objects.requireNonNull;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code summary.json}: an array with an entry for each map in a folder, those of earlier runs too.
 */
final class Summary {
  static final String NAME = "summary.json";
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
   * @param layer whose activations the map is made of, or null
   * @param npy the map's file in the folder; null for a method that maps layers alone
   * @param png the overlay's file, or null
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
      List<String> warnings,
      @Nullable String layer,
      @Nullable String npy,
      @Nullable String png,
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
      Stream.of(Optional.ofNullable(npy), Optional.ofNullable(png))
          .forEach(file -> file.ifPresent(files::add));
      layers.forEach(each -> files.add(each.npy()));
      return files.build();
    }
  }

  /** The map of a layer. */
  record LayerEntry(String layer, List<Double> sums, String npy) {}

  /** By the file of the map, or of that of its first layer. */
  private final Map<String, JsonObject> entries = new LinkedHashMap<>();

  private final Map<String, JsonObject> asked = new LinkedHashMap<>();

  /** What the file in the folder lists of earlier runs and no map has replaced. */
  private final Map<String, JsonObject> earlier = new LinkedHashMap<>();

  private final Path folder;

  private Summary(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads what a folder has already.
   *
   * @throws SaliencyException if its summary is none
   */
  static Summary of(Path folder) {
    Summary summary = new Summary(folder);
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return summary;
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("it is larger than " + MOST_BYTES + " bytes");
      }
      for (JsonElement each : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
        summary.keep(each.getAsJsonObject());
      }
      return summary;
    } catch (IOException
        | JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException e) {
      throw new SaliencyException(
          Message.of(
              "The file '%s' is no list of maps: %s.\n"
                  + "Maybe remove it, or choose another folder with --out.",
              file, Message.reason(e)),
          e);
    }
  }

  /** Of a map that somebody has removed nothing is said. */
  private void keep(JsonObject entry) {
    JsonElement npy = file(entry);
    if (npy == null || !npy.isJsonPrimitive()) {
      throw new IllegalStateException("an entry has no 'npy'");
    }
    if (isThere(npy)) {
      entries.put(npy.getAsString(), entry);
      earlier.put(npy.getAsString(), entry);
    }
  }

  /** The file that no other entry has. */
  private static @Nullable JsonElement file(JsonObject entry) {
    JsonElement npy = entry.get("npy");
    return JsonNull.INSTANCE.equals(npy)
            && entry.get("layers") instanceof JsonArray layers
            && !layers.isEmpty()
            && layers.get(0) instanceof JsonObject layer
        ? layer.get("npy")
        : npy;
  }

  private static String name(JsonObject entry) {
    return requireNonNull(file(entry)).getAsString();
  }

  private boolean isThere(@Nullable JsonElement file) {
    return file != null
        && file.isJsonPrimitive()
        && Path.of(file.getAsString()).getNameCount() == 1
        && Files.isRegularFile(folder.resolve(file.getAsString()));
  }

  /**
   * Looks for maps that are there already, with all files that belong to them.
   *
   * @param key what decides a map
   * @return their files, of one or more inputs of the model; empty if one is missing
   */
  ImmutableList<String> existing(String key) {
    List<JsonObject> found =
        entries.values().stream()
            .filter(entry -> new JsonPrimitive(key).equals(entry.get("key")))
            .toList();
    if (!found.stream().allMatch(this::isWhole)) {
      return ImmutableList.of();
    }
    found.forEach(entry -> asked.put(name(entry), entry));
    return found.stream().map(Summary::name).collect(ImmutableList.toImmutableList());
  }

  private boolean isWhole(JsonObject entry) {
    boolean whole = JsonNull.INSTANCE.equals(entry.get("png")) || isThere(entry.get("png"));
    if (!(entry.get("layers") instanceof JsonArray layers)) {
      return false;
    }
    for (JsonElement layer : layers) {
      whole &= layer instanceof JsonObject files && isThere(files.get("npy"));
    }
    return whole;
  }

  /** A new map; it takes the place of an earlier one in the same file. */
  void add(Entry entry) {
    JsonObject json = Json.tree(entry).getAsJsonObject();
    entries.put(entry.file(), json);
    asked.put(entry.file(), json);
  }

  /** How many maps were asked for in this run and are there. */
  int size() {
    return asked.size();
  }

  /**
   * Whether the file in the folder would be wrong as soon as files are replaced: it says of them
   * what decided earlier maps.
   *
   * @param files of new maps
   */
  boolean listsOthers(Collection<String> files) {
    return files.stream().anyMatch(file -> isAnother(earlier.get(file), entries.get(file)));
  }

  private static boolean isAnother(@Nullable JsonObject before, @Nullable JsonObject now) {
    return before != null && (now == null || !Objects.equals(before.get("key"), now.get("key")));
  }

  /** All maps of the folder without those that are being replaced. */
  String documentWithout(Collection<String> files) {
    earlier.keySet().removeAll(files);
    Map<String, JsonObject> left = new LinkedHashMap<>(entries);
    left.keySet().removeAll(files);
    return document(left);
  }

  /** All maps of the folder. */
  String document() {
    return document(entries);
  }

  /** The maps of this run, computed or there already. */
  String askedDocument() {
    return document(asked);
  }

  private static String document(Map<String, JsonObject> chosen) {
    JsonArray array = new JsonArray();
    chosen.values().forEach(array::add);
    return Json.text(array);
  }
}
