package io.github.tfsaliency.server.v2;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.protocol.NestedNumbers;
import io.github.tfsaliency.server.protocol.RequestJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** A tensor of a request, whose values stand in the JSON or behind it. */
final class InputTensor {
  private static final int MOST_DIMENSIONS = 8;

  private final String name;
  private final Shape shape;
  private final Datatype type;
  private final NestedNumbers.@Nullable Read data;
  private final OptionalLong binarySize;

  private InputTensor(
      String name,
      Shape shape,
      Datatype type,
      NestedNumbers.@Nullable Read data,
      OptionalLong binarySize) {
    this.name = name;
    this.shape = shape;
    this.type = type;
    this.data = data;
    this.binarySize = binarySize;
  }

  /** What was read so far. */
  private static final class Parts {
    private @Nullable String name;
    private @Nullable Shape shape;
    private @Nullable Datatype type;
    private NestedNumbers.@Nullable Read data;
    private OptionalLong binarySize = OptionalLong.empty();
  }

  static InputTensor read(JsonReader json) throws IOException {
    Parts parts = new Parts();
    RequestJson.object(
        json,
        (key, member) -> {
          switch (key) {
            case "name" -> parts.name = RequestJson.text(member);
            case "shape" -> parts.shape = shape(member);
            case "datatype" -> parts.type = Datatype.of(RequestJson.text(member));
            case "parameters" -> parts.binarySize = binarySize(member);
            case "data" -> parts.data = data(member);
            default ->
                throw RequestJson.unknown(
                    key, member, "'name', 'shape', 'datatype', 'parameters', 'data'");
          }
        });
    if (parts.name == null || parts.shape == null || parts.type == null) {
      throw Refusal.badRequest(
          "A tensor before %s lacks one of 'name', 'shape', 'datatype'.", json.getPath());
    }
    if ((parts.data == null) == parts.binarySize.isEmpty()) {
      throw Refusal.badRequest(
          "The tensor '%s' must have either 'data' or the parameter 'binary_data_size'.",
          parts.name);
    }
    return new InputTensor(parts.name, parts.shape, parts.type, parts.data, parts.binarySize);
  }

  private static NestedNumbers.@Nullable Read data(JsonReader json) throws IOException {
    if (json.peek() == JsonToken.NULL) {
      // As clients write a tensor whose values are binary.
      json.nextNull();
      return null;
    }
    RequestJson.requireList(json);
    return NestedNumbers.readWithTruths(json);
  }

  private static Shape shape(JsonReader json) throws IOException {
    List<Long> sizes = new ArrayList<>();
    RequestJson.beginList(json);
    while (json.hasNext()) {
      long size = RequestJson.whole(json);
      if (size < 1 || size > Integer.MAX_VALUE || sizes.size() == MOST_DIMENSIONS) {
        throw Refusal.badRequest(
            "The shape before %s must have at most %s sizes, each at least 1.",
            json.getPath(), MOST_DIMENSIONS);
      }
      sizes.add(size);
    }
    json.endArray();
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static OptionalLong binarySize(JsonReader json) throws IOException {
    Parts parts = new Parts();
    RequestJson.object(
        json,
        (key, member) -> {
          if (!key.equals("binary_data_size")) {
            throw RequestJson.unknown(key, member, "'binary_data_size'");
          }
          parts.binarySize = OptionalLong.of(RequestJson.whole(member));
        });
    return parts.binarySize;
  }

  String name() {
    return name;
  }

  /**
   * The values.
   *
   * @param binary what follows the JSON, at this tensor's first byte; left at the next one's
   */
  FloatNdArray values(ByteBuffer binary) {
    float[] values = data == null ? binaryValues(binary) : jsonValues(data);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw Refusal.badRequest(
            "The tensor '%s' has the value %s, or one beyond float32.", name, value);
      }
      type.requireHolds(value, name);
    }
    return NdArrays.wrap(shape, DataBuffers.of(values, false, false));
  }

  private float[] jsonValues(NestedNumbers.Read read) {
    if (read.truths() && type != Datatype.BOOL) {
      throw Refusal.badRequest(
          "The tensor '%s' has true or false among its values, but is %s.", name, type);
    }
    float[] values = NestedNumbers.flat(read.values());
    // Flat, or nested as the shape says.
    boolean fits = read.values().rank() == 1 || read.values().shape().equals(shape);
    if (!fits || !isSize(values.length)) {
      throw Refusal.badRequest(
          "The tensor '%s' has the shape %s, but its data %s.", name, shape, read.values().shape());
    }
    return values;
  }

  /** Whether the shape has as many values; its size may be more than a long holds. */
  private boolean isSize(long count) {
    long rest = count;
    for (long size : shape.asArray()) {
      if (rest % size != 0) {
        return false;
      }
      rest /= size;
    }
    return rest == 1;
  }

  private float[] binaryValues(ByteBuffer binary) {
    long size = binarySize.orElseThrow();
    if (size < 0 || size > binary.remaining()) {
      throw Refusal.badRequest(
          "The tensor '%s' has %s bytes of binary data, but %s follow.",
          name, size, binary.remaining());
    }
    if (size % type.bytes() != 0 || !isSize(size / type.bytes())) {
      throw Refusal.badRequest(
          "The tensor '%s' of the shape %s and the datatype %s cannot have %s bytes.",
          name, shape, type, size);
    }
    float[] values = new float[(int) (size / type.bytes())];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.read(binary);
    }
    return values;
  }
}
