package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The JSON form of an {@link Attribution}: an object that uses the keys of {@code summary.json}
 * where they exist. Numbers have enough digits to be read back bit for bit.
 */
final class AttributionJson {
  private static final int FIRST_VALUES = 1 << 12;

  private long @Nullable [] shape;
  private boolean batch;
  private float @Nullable [] values;
  private @Nullable ImmutableLongArray targets;
  private @Nullable ImmutableList<Optional<String>> labels;
  private @Nullable ImmutableDoubleArray scores;
  private @Nullable ImmutableDoubleArray gaps;
  private float @Nullable [] errors;
  private @Nullable ImmutableLongArray samples;
  private @Nullable ImmutableList<ImmutableList<String>> warnings;
  private String method = "given";
  private String output = "";
  private boolean channelsFirst;

  private AttributionJson() {}

  static void write(Attribution map, Writer text) throws IOException {
    JsonWriter json = new JsonWriter(text);
    json.setHtmlSafe(false);
    json.beginObject();
    json.name("method").value(map.method()).name("output").value(map.output());
    numbers(json.name("targets"), map.targets());
    if (map.labels().stream().anyMatch(Optional::isPresent)) {
      json.name("labels").beginArray();
      for (Optional<String> label : map.labels()) {
        json.value(label.orElse(null));
      }
      json.endArray();
    }
    numbers(json.name("scores"), map.scores());
    if (map.gaps().isPresent()) {
      numbers(json.name("gaps"), map.gaps().get());
    }
    if (map.samplesDrawn().isPresent()) {
      numbers(json.name("samples"), map.samplesDrawn().get());
    }
    json.name("warnings").beginArray();
    for (int i = 0; i < map.sampleCount(); i++) {
      json.beginArray();
      for (String warning : map.sample(i).warnings()) {
        json.value(warning);
      }
      json.endArray();
    }
    json.endArray();
    json.name("batch").value(map.isBatch());
    json.name("channelsFirst").value(map.isChannelsFirst());
    json.name("shape").beginArray();
    for (long size : map.shape().asArray()) {
      json.value(size);
    }
    json.endArray();
    values(json.name("values"), map.values());
    if (map.standardErrors().isPresent()) {
      values(json.name("standardErrors"), map.standardErrors().get());
    }
    json.endObject();
    json.flush();
  }

  private static void values(JsonWriter json, FloatNdArray array) throws IOException {
    float[] values = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(values, false, false));
    json.beginArray();
    for (float value : values) {
      checkArgument(Float.isFinite(value), "A map with the value %s has no form in JSON.", value);
      json.jsonValue(Float.toString(value));
    }
    json.endArray();
  }

  private static void numbers(JsonWriter json, ImmutableLongArray numbers) throws IOException {
    json.beginArray();
    for (long number : numbers.asList()) {
      json.value(number);
    }
    json.endArray();
  }

  /** A score that is not known is null. */
  private static void numbers(JsonWriter json, ImmutableDoubleArray numbers) throws IOException {
    json.beginArray();
    for (double number : numbers.asList()) {
      checkArgument(!Double.isInfinite(number), "An infinite score has no form in JSON.");
      if (Double.isNaN(number)) {
        json.nullValue();
      } else {
        json.jsonValue(Double.toString(number));
      }
    }
    json.endArray();
  }

  /** Reads a map. Needs no more memory than the text is long, even if its sizes claim more. */
  static Attribution read(Reader text) throws IOException {
    AttributionJson map = new AttributionJson();
    JsonReader json = new JsonReader(text);
    try {
      json.beginObject();
      Set<String> seen = new HashSet<>();
      while (json.hasNext()) {
        String key = json.nextName();
        checkArgument(seen.add(key), "The key '%s' occurs twice.", key);
        map.take(key, json);
      }
      json.endObject();
      // Anything else is no JSON.
      var unused = json.peek();
      return map.build();
    } catch (EOFException e) {
      throw refused("it ends too early", e);
    } catch (MalformedJsonException e) {
      throw refused(Message.of("it is not JSON at %s", json.getPath()), e);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw refused(Message.reason(e).text(), e);
    }
  }

  private static SaliencyException refused(String reason, Exception cause) {
    return new SaliencyException(
        Message.of("The JSON text is not a map: %s", Message.part(reason)), cause);
  }

  private void take(String key, JsonReader json) throws IOException {
    switch (key) {
      case "shape" -> shape = longs(json).toArray();
      case "batch" -> batch = json.nextBoolean();
      case "values" -> values = floats(json);
      case "targets" -> targets = longs(json);
      case "labels" -> labels = names(json);
      case "scores" -> scores = doubles(json);
      case "gaps" -> gaps = doubles(json);
      case "samples" -> samples = longs(json);
      case "standardErrors" -> errors = floats(json);
      case "warnings" -> warnings = texts(json);
      case "method" -> method = json.nextString();
      case "output" -> output = json.nextString();
      case "channelsFirst" -> channelsFirst = json.nextBoolean();
      default -> throw new IllegalArgumentException(Message.of("A map has no '%s'.", key));
    }
  }

  private Attribution build() {
    for (long size : required("shape", shape)) {
      checkArgument(size >= 0, "The size %s of the shape is negative.", size);
    }
    Shape sizes = Shape.of(required("shape", shape));
    float[] given = required("values", values);
    ImmutableLongArray indices = required("targets", targets);
    checkArgument(
        sizes.size() == given.length && (batch || indices.length() == 1),
        "A map of shape %s cannot have %s values and %s targets.",
        sizes,
        given.length,
        indices.length());
    Attribution map =
        Attribution.ofBatch(
                batched(sizes, given), indices, required("scores", scores), method, output)
            .withWarnings(required("warnings", warnings));
    map = labels == null ? map : map.withLabels(labels);
    map = gaps == null ? map : map.withGaps(gaps);
    if (errors != null || samples != null) {
      float[] sure = required("standardErrors", errors);
      checkArgument(
          sure.length == given.length,
          "A map of %s values cannot have %s standard errors.",
          given.length,
          sure.length);
      map = map.withStandardErrors(batched(sizes, sure), required("samples", samples));
    }
    map = channelsFirst ? map.withChannelsFirst() : map;
    return batch ? map : map.sample(0);
  }

  /** With the batch, and channels last. */
  private FloatNdArray batched(Shape sizes, float[] values) {
    FloatNdArray array =
        NdArrays.wrap(batch ? sizes : sizes.prepend(1), DataBuffers.of(values, true, false));
    return channelsFirst ? ChannelAxis.toLast(array) : array;
  }

  private static <T> T required(String key, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(Message.of("The key '%s' is missing.", key));
    }
    return value;
  }

  private static ImmutableList<Optional<String>> names(JsonReader json) throws IOException {
    ImmutableList.Builder<Optional<String>> names = ImmutableList.builder();
    json.beginArray();
    while (json.hasNext()) {
      if (json.peek() == JsonToken.NULL) {
        json.nextNull();
        names.add(Optional.empty());
      } else {
        names.add(Optional.of(json.nextString()));
      }
    }
    json.endArray();
    return names.build();
  }

  private static ImmutableLongArray longs(JsonReader json) throws IOException {
    ImmutableLongArray.Builder numbers = ImmutableLongArray.builder();
    json.beginArray();
    while (json.hasNext()) {
      numbers.add(json.nextLong());
    }
    json.endArray();
    return numbers.build();
  }

  private static ImmutableDoubleArray doubles(JsonReader json) throws IOException {
    ImmutableDoubleArray.Builder numbers = ImmutableDoubleArray.builder();
    json.beginArray();
    while (json.hasNext()) {
      if (json.peek() == JsonToken.NULL) {
        json.nextNull();
        numbers.add(Double.NaN);
      } else {
        numbers.add(json.nextDouble());
      }
    }
    json.endArray();
    return numbers.build();
  }

  private static float[] floats(JsonReader json) throws IOException {
    float[] numbers = new float[FIRST_VALUES];
    int count = 0;
    json.beginArray();
    while (json.hasNext()) {
      // By its digits: the nearest double of a number is not on the way to its nearest float.
      checkArgument(json.peek() == JsonToken.NUMBER, "A value is not a number.");
      float number = Float.parseFloat(json.nextString());
      checkArgument(Float.isFinite(number), "The value at %s is not finite.", count);
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = number;
    }
    json.endArray();
    return Arrays.copyOf(numbers, count);
  }

  private static ImmutableList<ImmutableList<String>> texts(JsonReader json) throws IOException {
    ImmutableList.Builder<ImmutableList<String>> samples = ImmutableList.builder();
    json.beginArray();
    while (json.hasNext()) {
      ImmutableList.Builder<String> sentences = ImmutableList.builder();
      json.beginArray();
      while (json.hasNext()) {
        sentences.add(json.nextString());
      }
      json.endArray();
      samples.add(sentences.build());
    }
    json.endArray();
    return samples.build();
  }
}
