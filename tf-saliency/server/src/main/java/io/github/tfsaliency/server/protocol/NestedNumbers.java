package io.github.tfsaliency.server.protocol;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.github.tfsaliency.server.answer.JsonText;
import io.github.tfsaliency.server.answer.Refusal;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Arrays as JSON has them: lists of lists of numbers. */
public final class NestedNumbers {
  /** As many dimensions as TensorFlow's kernels bear. */
  private static final int MOST_DIMENSIONS = 8;

  private static final int FIRST_VALUES = 16;

  private final boolean truths;
  private float[] values = new float[FIRST_VALUES];
  private int count;
  private final int[] sizes = new int[MOST_DIMENSIONS];
  private int rank = -1;
  private boolean sawTruths;

  /**
   * What was read where truths are allowed.
   *
   * @param values of the shape of the lists
   * @param truths whether some of them were {@code true} or {@code false}
   */
  public record Read(FloatNdArray values, boolean truths) {}

  private NestedNumbers(boolean truths) {
    this.truths = truths;
    Arrays.fill(sizes, -1);
  }

  /**
   * Reads a number, or lists of numbers: rectangular, finite, each within what float32 holds.
   *
   * @param json ahead of the value; takes no more memory than its text is long
   * @return of the shape of the lists
   * @throws Refusal if it is anything else
   */
  public static FloatNdArray read(JsonReader json) throws IOException {
    return new NestedNumbers(false).readAll(json);
  }

  /** The same of {@code true} and {@code false}, which count as 1 and 0, or of numbers. */
  public static Read readWithTruths(JsonReader json) throws IOException {
    NestedNumbers numbers = new NestedNumbers(true);
    FloatNdArray values = numbers.readAll(json);
    return new Read(values, numbers.sawTruths);
  }

  private FloatNdArray readAll(JsonReader json) throws IOException {
    read(json, 0);
    long[] shape = new long[Math.max(rank, 0)];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.max(sizes[i], 0);
    }
    return NdArrays.wrap(
        Shape.of(shape), DataBuffers.of(Arrays.copyOf(values, count), false, false));
  }

  private void read(JsonReader json, int depth) throws IOException {
    JsonToken token = json.peek();
    if (token != JsonToken.BEGIN_ARRAY) {
      requireRank(depth, json);
      add(number(json, token));
      return;
    }
    if (depth == MOST_DIMENSIONS) {
      throw Refusal.badRequest(
          "The array at %s has more than %s dimensions.", json.getPath(), MOST_DIMENSIONS);
    }
    json.beginArray();
    int size = 0;
    while (json.hasNext()) {
      read(json, depth + 1);
      size++;
    }
    json.endArray();
    if (size == 0) {
      requireRank(depth + 1, json);
    }
    if (sizes[depth] < 0) {
      sizes[depth] = size;
    } else if (sizes[depth] != size) {
      throw Refusal.badRequest(
          "The lists that end at %s have %s and %s items, but an array has rows of one length.",
          json.getPath(), sizes[depth], size);
    }
  }

  private void requireRank(int depth, JsonReader json) {
    if (rank < 0) {
      rank = depth;
    } else if (rank != depth) {
      throw Refusal.badRequest(
          "At %s numbers and lists stand side by side, but an array has rows of one length.",
          json.getPath());
    }
  }

  private float number(JsonReader json, JsonToken token) throws IOException {
    if (truths && token == JsonToken.BOOLEAN) {
      sawTruths = true;
      return json.nextBoolean() ? 1 : 0;
    }
    if (token != JsonToken.NUMBER) {
      throw Refusal.badRequest(
          "There must be a number at %s, not %s.", json.getPath(), RequestJson.word(token));
    }
    // By its digits: the nearest double of a number is not on the way to its nearest float.
    String text = json.nextString();
    float number = Float.parseFloat(text);
    if (Float.isInfinite(number)) {
      throw Refusal.badRequest(
          "The number %s before %s is beyond float32, whose largest number is 3.4028235e38.",
          text, json.getPath());
    }
    return number;
  }

  private void add(float value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  /**
   * Writes lists of numbers.
   *
   * @param json where to
   * @param array of any shape
   * @throws Refusal if a number is not finite, as JSON has none such
   */
  public static void write(JsonWriter json, FloatNdArray array) throws IOException {
    write(json, flat(array), array.shape(), 0, 0);
  }

  /** The values in row-major order; a copy. */
  public static float[] flat(FloatNdArray array) {
    float[] values = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  private static int write(JsonWriter json, float[] values, Shape shape, int depth, int next)
      throws IOException {
    if (depth == shape.numDimensions()) {
      writeNumber(json, values[next]);
      return next + 1;
    }
    int at = next;
    json.beginArray();
    for (long i = 0; i < shape.get(depth); i++) {
      at = write(json, values, shape, depth + 1, at);
    }
    json.endArray();
    return at;
  }

  /** Writes a number, which must be finite. */
  public static void writeNumber(JsonWriter json, float value) throws IOException {
    if (!Float.isFinite(value)) {
      throw Refusal.badRequest(
          "The result has the value %s, which JSON cannot represent.\n"
              + "Maybe the input is not in the units that the model takes.",
          value);
    }
    JsonText.number(json, value);
  }
}
