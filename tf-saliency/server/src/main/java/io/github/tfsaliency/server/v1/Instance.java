package io.github.tfsaliency.server.v1;

import com.google.common.collect.ImmutableMap;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.Sha256;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.protocol.Inputs;
import io.github.tfsaliency.server.protocol.NestedNumbers;
import io.github.tfsaliency.server.protocol.PictureReader;
import io.github.tfsaliency.server.protocol.RequestJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * One instance of a request, as TensorFlow Serving takes it by rows: a value, or an object of
 * values by the names of the inputs.
 *
 * @param named whether it has names
 * @param values by name; one under no name
 */
record Instance(boolean named, Map<String, Value> values) {
  private static final String BASE64 = "b64";
  private static final String NO_NAME = "";

  /**
   * A value.
   *
   * @param numbers or a picture
   */
  record Value(Optional<FloatNdArray> numbers, Optional<PictureReader.Sent> picture) {
    static Value of(FloatNdArray numbers) {
      return new Value(Optional.of(numbers), Optional.empty());
    }

    static Value of(PictureReader.Sent picture) {
      return new Value(Optional.empty(), Optional.of(picture));
    }
  }

  /**
   * What a model takes of it.
   *
   * @param inputs by name
   * @param picture that it was
   * @param sums of the files of pictures; of numbers those of {@code .npy} files
   */
  record Resolved(
      ImmutableMap<String, FloatNdArray> inputs,
      Optional<Picture> picture,
      Supplier<InputSums> sums) {}

  static Instance read(JsonReader json, PictureReader pictures) throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      return unnamed(Value.of(NestedNumbers.read(json)));
    }
    Map<String, Value> values = new LinkedHashMap<>();
    RequestJson.object(
        json,
        (key, member) -> {
          if (key.equals(BASE64) && member.peek() == JsonToken.STRING) {
            values.put(NO_NAME, Value.of(pictures.read(member.nextString())));
          } else {
            values.put(key, value(member, pictures));
          }
        });
    Value alone = values.get(NO_NAME);
    if (alone != null && values.size() > 1) {
      throw Refusal.badRequest(
          "An instance has 'b64' and other keys, but one of several inputs must be {\"NAME\":"
              + " {\"b64\": ...}}.");
    }
    return alone == null ? new Instance(true, values) : unnamed(alone);
  }

  private static Instance unnamed(Value value) {
    return new Instance(false, Map.of(NO_NAME, value));
  }

  private static Value value(JsonReader json, PictureReader pictures) throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      return Value.of(NestedNumbers.read(json));
    }
    Map<String, Value> picture = new LinkedHashMap<>();
    RequestJson.object(
        json,
        (key, member) -> {
          if (!key.equals(BASE64)) {
            throw RequestJson.unknown(key, member, "'b64'");
          }
          picture.put(key, Value.of(pictures.read(RequestJson.text(member))));
        });
    Value read = picture.get(BASE64);
    if (read == null) {
      throw Refusal.badRequest("The object before %s has no 'b64'.", json.getPath());
    }
    return read;
  }

  /**
   * Makes of it what a model takes.
   *
   * @param index for messages
   */
  Resolved resolve(Model model, int index) {
    String where = Message.of("The instance %s", index);
    if (!named && model.inputNames().size() != 1) {
      throw Refusal.badRequest(
          "%s has one value, but the model takes the inputs %s.\n"
              + "Maybe send an object with a value for each name.",
          Message.part(where), model.inputNames());
    }
    Map<String, FloatNdArray> given = new LinkedHashMap<>();
    Optional<Picture> picture = Optional.empty();
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      Value value = entry.getValue();
      Optional<Picture> before = picture;
      picture = value.picture().map(PictureReader.Sent::picture).or(() -> before);
      FloatNdArray numbers =
          value.numbers().isPresent()
              ? value.numbers().get()
              : Inputs.encoded(model, value.picture().orElseThrow().picture());
      given.put(named ? entry.getKey() : model.inputNames().get(0), numbers);
    }
    ImmutableMap<String, FloatNdArray> inputs = Inputs.checked(model, given, where);
    return new Resolved(inputs, picture, () -> sums(model, inputs));
  }

  private InputSums sums(Model model, ImmutableMap<String, FloatNdArray> inputs) {
    ImmutableMap.Builder<String, String> files = ImmutableMap.builder();
    Optional<PixelEncoding> preprocessing = Optional.empty();
    for (Map.Entry<String, FloatNdArray> input : inputs.entrySet()) {
      Value value = values.get(named ? input.getKey() : NO_NAME);
      if (value != null && value.picture().isPresent()) {
        files.put(input.getKey(), value.picture().get().sha256());
        preprocessing = model.encoding();
      } else {
        files.put(input.getKey(), Sha256.ofNpy(input.getValue()));
      }
    }
    return new InputSums(files.buildOrThrow(), preprocessing);
  }
}
