package io.github.tfsaliency.cli.input;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of each band of a picture, from the units of the file: (value - offset) / scale. The
 * part {@code bands} of an encoding.
 *
 * <pre>{@code
 * {"bands": {"offset": [1353, 1117, 1041, 946], "scale": [65, 154, 188, 279]}}
 * }</pre>
 *
 * @param offset a number for each band
 * @param scale a number other than 0 for each band
 */
public record BandScales(ImmutableDoubleArray offset, ImmutableDoubleArray scale) {
  static final String KEY = "bands";

  private static final String EXAMPLE =
      "\nMaybe write {\"bands\": {\"offset\": [1353, 1117, 1041, 946], \"scale\": [65, 154, 188,"
          + " 279]}}.";

  /**
   * Takes the bands out of an encoding.
   *
   * @param json an encoding, of pixels, columns, bands or several of them
   * @return empty if it says nothing of bands
   * @throws IllegalArgumentException if the part of the bands is wrong
   */
  public static Optional<BandScales> fromJson(String json) {
    JsonElement part = ColumnTables.object(json).map(object -> object.get(KEY)).orElse(null);
    if (part == null) {
      return Optional.empty();
    }
    checkArgument(
        part.isJsonObject() && part.getAsJsonObject().size() == 2,
        "The bands of an encoding must be an object with an offset and a scale.%s",
        Message.part(EXAMPLE));
    BandScales scales =
        new BandScales(
            numbers(part.getAsJsonObject().get("offset")),
            numbers(part.getAsJsonObject().get("scale")));
    checkArgument(
        scales.offset.length() == scales.scale.length()
            && scales.scale.stream().allMatch(scale -> scale != 0),
        "The bands of an encoding must have as many scales, other than 0, as offsets.%s",
        Message.part(EXAMPLE));
    return Optional.of(scales);
  }

  private static ImmutableDoubleArray numbers(@Nullable JsonElement element) {
    boolean numbers =
        element instanceof JsonArray array
            && !array.isEmpty()
            && array.asList().stream().allMatch(BandScales::isNumber);
    checkArgument(
        numbers,
        "The bands of an encoding must have lists of finite numbers.%s",
        Message.part(EXAMPLE));
    return ImmutableDoubleArray.copyOf(
        ((JsonArray) requireNonNull(element))
            .asList().stream().mapToDouble(JsonElement::getAsDouble));
  }

  private static boolean isNumber(JsonElement element) {
    return element instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && Double.isFinite(primitive.getAsDouble());
  }

  /** As {@link #fromJson} reads it. */
  String toJson() {
    JsonObject part = new JsonObject();
    part.add("offset", array(offset));
    part.add("scale", array(scale));
    JsonObject json = new JsonObject();
    json.add(KEY, part);
    return json.toString();
  }

  private static JsonArray array(ImmutableDoubleArray numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }
}
