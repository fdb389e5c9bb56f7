package io.github.tfsaliency.server.v2;

import com.google.common.collect.ImmutableMap;
import com.google.gson.stream.JsonWriter;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.server.answer.Answer;
import io.github.tfsaliency.server.answer.JsonText;
import io.github.tfsaliency.server.protocol.NestedNumbers;
import io.github.tfsaliency.server.work.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** The answer to {@code infer}. */
final class V2Response {
  static final String EXPLAIN = "explain";

  private final String model;
  private final Optional<String> id;
  private final List<Tensor> tensors = new ArrayList<>();

  /** An output. */
  private static final class Tensor {
    private final String name;
    private final boolean binary;
    private final Shape shape;
    private final List<float[]> rows;
    private final ImmutableMap<String, String> parameters;

    Tensor(
        V2Request.Output output,
        List<FloatNdArray> samples,
        ImmutableMap<String, String> parameters) {
      this.name = output.name();
      this.binary = output.binary();
      this.shape = Shape.of(samples.size()).append(samples.get(0).shape());
      this.rows = samples.stream().map(NestedNumbers::flat).toList();
      this.parameters = parameters;
    }

    int bytes() {
      return rows.stream().mapToInt(row -> row.length * Float.BYTES).sum();
    }

    void write(JsonWriter json) throws IOException {
      json.beginObject().name("name").value(name);
      json.name("datatype").value(Datatype.FP32.name());
      json.name("shape").beginArray();
      for (long size : shape.asArray()) {
        json.value(size);
      }
      json.endArray();
      if (binary || !parameters.isEmpty()) {
        json.name("parameters").beginObject();
        if (binary) {
          json.name("binary_data_size").value(bytes());
        }
        parameters.forEach(
            (key, value) -> {
              try {
                json.name(key).value(value);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
        json.endObject();
      }
      if (!binary) {
        json.name("data").beginArray();
        for (float[] row : rows) {
          for (float value : row) {
            NestedNumbers.writeNumber(json, value);
          }
        }
        json.endArray();
      }
      json.endObject();
    }

    void append(ByteArrayOutputStream body) {
      for (float[] row : rows) {
        ByteBuffer bytes =
            ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(row);
        body.writeBytes(bytes.array());
      }
    }
  }

  V2Response(String model, Optional<String> id) {
    this.model = model;
    this.id = id;
  }

  /** Adds the model's output. */
  void add(V2Request.Output output, List<Result> results) {
    List<FloatNdArray> rows =
        results.stream().map(result -> result.output().orElseThrow()).toList();
    tensors.add(new Tensor(output, rows, ImmutableMap.of()));
  }

  /** Adds the maps of an input. */
  void add(V2Request.Output output, String input, List<Result> results) {
    List<Attribution> maps = new ArrayList<>();
    for (Result result : results) {
      Attribution map = result.maps().get(input);
      if (map == null) {
        throw new IllegalStateException("There is no map of the input " + input);
      }
      maps.add(map);
    }
    // The parameters of the protocol are single values, so lists are texts.
    tensors.add(
        new Tensor(
            output,
            maps.stream().map(Attribution::values).toList(),
            ImmutableMap.of(
                "method", maps.get(0).method(),
                "target", list(maps, map -> map.target()),
                "label", list(maps, map -> map.label().orElse(null)),
                "score", list(maps, Attribution::score),
                "gap", list(maps, map -> map.gaps().map(gaps -> gaps.get(0)).orElse(null)),
                "warnings", list(maps, map -> String.join(" ", map.warnings())))));
  }

  /** A list in JSON. */
  private static String list(
      List<Attribution> maps, Function<Attribution, @Nullable Object> value) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginArray();
      for (Attribution map : maps) {
        Object each = value.apply(map);
        if (each == null) {
          json.nullValue();
        } else if (each instanceof Number number) {
          json.value(number);
        } else {
          json.value(each.toString());
        }
      }
      json.endArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  Answer answer() {
    byte[] json = JsonText.bytes(this::write);
    if (tensors.stream().noneMatch(tensor -> tensor.binary)) {
      return Answer.json(json);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json);
    tensors.stream().filter(tensor -> tensor.binary).forEach(tensor -> tensor.append(body));
    return new Answer(
        200,
        "application/octet-stream",
        ImmutableMap.of("Inference-Header-Content-Length", Integer.toString(json.length)),
        body.toByteArray());
  }

  private void write(JsonWriter json) throws IOException {
    json.beginObject().name("model_name").value(model);
    if (id.isPresent()) {
      json.name("id").value(id.get());
    }
    json.name("outputs").beginArray();
    for (Tensor tensor : tensors) {
      tensor.write(json);
    }
    json.endArray().endObject();
  }
}
