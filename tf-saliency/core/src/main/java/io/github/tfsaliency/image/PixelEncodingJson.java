package io.github.tfsaliency.image;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.tfsaliency.message.Message;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON form of a {@link PixelEncoding}. */
final class PixelEncodingJson {
  private static final String EXAMPLE =
      "\nMaybe write {\"offset\":[127,127,127],\"scale\":[128,128,128],\"channels\":\"rgb\"}.";

  private PixelEncodingJson() {}

  static PixelEncoding read(String json) {
    JsonObject object = object(json);
    for (String key : object.keySet()) {
      checkArgument(
          Set.of("offset", "scale", "channels").contains(key),
          "A pixel encoding has no '%s', but %s does.%s",
          key,
          json,
          Message.part(EXAMPLE));
    }
    return PixelEncoding.of(
            numbers("offset", object.get("offset")), numbers("scale", object.get("scale")))
        .withChannels(channels(object.get("channels")));
  }

  static String write(PixelEncoding encoding) {
    JsonObject object = new JsonObject();
    object.add("offset", array(encoding.offset()));
    object.add("scale", array(encoding.scale()));
    object.addProperty("channels", encoding.channels().toString());
    return object.toString();
  }

  private static JsonObject object(String json) {
    try {
      JsonElement element = JsonParser.parseString(json);
      checkArgument(
          element.isJsonObject(),
          "The pixel encoding %s is not a JSON object.%s",
          json,
          Message.part(EXAMPLE));
      return element.getAsJsonObject();
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(
          Message.of("The pixel encoding %s is not JSON.%s", json, Message.part(EXAMPLE)), e);
    }
  }

  private static ImmutableDoubleArray numbers(String key, @Nullable JsonElement element) {
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      double number = primitive.getAsDouble();
      return ImmutableDoubleArray.of(number, number, number);
    }
    if (element instanceof JsonArray array
        && array.size() == 3
        && array.asList().stream().allMatch(PixelEncodingJson::isNumber)) {
      return ImmutableDoubleArray.copyOf(
          array.asList().stream().mapToDouble(JsonElement::getAsDouble));
    }
    throw new IllegalArgumentException(
        Message.of(
            "The %s of a pixel encoding must be a number or three, not %s.%s",
            key, element, Message.part(EXAMPLE)));
  }

  private static boolean isNumber(JsonElement element) {
    return element instanceof JsonPrimitive primitive && primitive.isNumber();
  }

  private static ChannelOrder channels(@Nullable JsonElement element) {
    if (element == null) {
      return ChannelOrder.RGB;
    }
    for (ChannelOrder order : ChannelOrder.values()) {
      if (element.equals(new JsonPrimitive(order.toString()))) {
        return order;
      }
    }
    throw new IllegalArgumentException(
        Message.of(
            "The channels of a pixel encoding must be \"rgb\" or \"bgr\", not %s.%s",
            element, Message.part(EXAMPLE)));
  }

  private static JsonArray array(ImmutableDoubleArray numbers) {
    JsonArray array = new JsonArray();
    numbers.stream().forEach(array::add);
    return array;
  }
}
