package io.github.tfsaliency.cli.input;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of the columns of a table: the part {@code columns} of an encoding.
 *
 * <pre>{@code
 * {"columns": {"colour": ["red", "green", "blue"], "age": {"offset": 38.5, "scale": 13.2}}}
 * }</pre>
 *
 * @param byColumn by the names of columns; other columns are taken as they are
 */
public record ColumnTables(ImmutableMap<String, Code> byColumn) {
  /** Columns as they are. */
  public static final ColumnTables NONE = new ColumnTables(ImmutableMap.of());

  private static final String KEY = "columns";
  private static final int MOST_CATEGORIES = 100_000;
  private static final String EXAMPLE =
      "\nMaybe write {\"columns\": {\"colour\": [\"red\", \"green\"], \"age\": {\"offset\": 38.5,"
          + " \"scale\": 13.2}}}.";

  /** What becomes of a column. */
  public sealed interface Code {
    /**
     * A column of ones and zeros for each category.
     *
     * @param categories in the model's order, each once
     */
    record OneHot(ImmutableList<String> categories) implements Code {}

    /**
     * A number: (value - offset) / scale.
     *
     * @param offset what becomes 0
     * @param scale what the difference is divided by
     */
    record Affine(double offset, double scale) implements Code {}
  }

  Optional<Code> of(String column) {
    return Optional.ofNullable(byColumn.get(column));
  }

  /**
   * Takes the tables out of an encoding.
   *
   * @param json an encoding, of pixels, columns or both
   * @return the tables
   * @throws IllegalArgumentException if the part of the columns is wrong
   */
  public static ColumnTables fromJson(String json) {
    JsonElement part = object(json).map(object -> object.get(KEY)).orElse(null);
    if (part == null) {
      return NONE;
    }
    checkArgument(
        part.isJsonObject(), "The columns of an encoding must be an object.%s", example());
    ImmutableMap.Builder<String, Code> codes = ImmutableMap.builder();
    part.getAsJsonObject().asMap().forEach((column, code) -> codes.put(column, code(column, code)));
    return new ColumnTables(codes.buildOrThrow());
  }

  /**
   * The rest of an encoding, without columns and bands.
   *
   * @param json an encoding, of pixels, columns or both
   * @return the part of the pixels as JSON; empty if there is none
   */
  public static Optional<String> pixels(String json) {
    Optional<JsonObject> object = object(json);
    boolean others =
        object.isPresent() && (object.get().has(KEY) || object.get().has(BandScales.KEY));
    if (!others) {
      return Optional.of(json);
    }
    JsonObject rest = object.orElseThrow().deepCopy();
    rest.remove(KEY);
    rest.remove(BandScales.KEY);
    return rest.isEmpty() ? Optional.empty() : Optional.of(rest.toString());
  }

  /** As {@link #fromJson} reads it. */
  public String toJson() {
    JsonObject columns = new JsonObject();
    byColumn.forEach(
        (column, code) -> {
          if (code instanceof Code.OneHot oneHot) {
            JsonArray list = new JsonArray();
            oneHot.categories().forEach(list::add);
            columns.add(column, list);
          } else if (code instanceof Code.Affine affine) {
            JsonObject numbers = new JsonObject();
            numbers.addProperty("offset", affine.offset());
            numbers.addProperty("scale", affine.scale());
            columns.add(column, numbers);
          }
        });
    JsonObject json = new JsonObject();
    json.add(KEY, columns);
    return json.toString();
  }

  /** Empty for what is no object: the reader of pixels reports it. */
  static Optional<JsonObject> object(String json) {
    try {
      JsonElement element = JsonParser.parseString(json);
      return element.isJsonObject() ? Optional.of(element.getAsJsonObject()) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static Code code(String column, JsonElement code) {
    if (code instanceof JsonArray array) {
      return oneHot(column, array);
    }
    boolean affine =
        code instanceof JsonObject object
            && object.keySet().equals(ImmutableSet.of("offset", "scale"))
            && isNumber(object.get("offset"))
            && isNumber(object.get("scale"))
            && object.get("scale").getAsDouble() != 0;
    checkArgument(
        affine,
        "The column '%s' of the encoding must be a list of categories, or an offset and a scale"
            + " other than 0.%s",
        column,
        example());
    JsonObject numbers = code.getAsJsonObject();
    return new Code.Affine(
        requireNonNull(numbers.get("offset")).getAsDouble(),
        requireNonNull(numbers.get("scale")).getAsDouble());
  }

  private static Code oneHot(String column, JsonArray array) {
    checkArgument(
        !array.isEmpty() && array.size() <= MOST_CATEGORIES,
        "The column '%s' of the encoding has %s categories, but must have 1 to %s.",
        column,
        array.size(),
        MOST_CATEGORIES);
    ImmutableList.Builder<String> categories = ImmutableList.builder();
    for (JsonElement each : array) {
      checkArgument(
          each instanceof JsonPrimitive,
          "The categories of the column '%s' must be texts.%s",
          column,
          example());
      categories.add(each.getAsString());
    }
    ImmutableList<String> list = categories.build();
    checkArgument(
        ImmutableSet.copyOf(list).size() == list.size(),
        "The column '%s' of the encoding has a category twice.",
        column);
    return new Code.OneHot(list);
  }

  private static boolean isNumber(@Nullable JsonElement element) {
    return element instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && Double.isFinite(primitive.getAsDouble());
  }

  private static Message.Part example() {
    return Message.part(EXAMPLE);
  }
}
