package io.github.tfsaliency.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Samples of random numbers, and numbers of JSON. */
public final class Samples {
  private Samples() {}

  public static FloatNdArray normal(long seed, long... shape) {
    FloatNdArray values = NdArrays.ofFloats(Shape.of(shape));
    Random random = new Random(seed);
    values.scalars().forEach(value -> value.setFloat((float) random.nextGaussian()));
    return values;
  }

  public static float[] flat(FloatNdArray values) {
    float[] flat = new float[(int) values.size()];
    values.copyTo(DataBuffers.of(flat, false, false));
    return flat;
  }

  /** All numbers of nested lists, in order. */
  public static float[] flat(JsonElement nested) {
    List<Float> numbers = new ArrayList<>();
    add(nested, numbers);
    float[] flat = new float[numbers.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = numbers.get(i);
    }
    return flat;
  }

  private static void add(JsonElement nested, List<Float> numbers) {
    if (nested instanceof JsonArray array) {
      array.forEach(item -> add(item, numbers));
    } else {
      numbers.add(nested.getAsFloat());
    }
  }

  /** The sizes of nested lists. */
  public static List<Integer> shape(JsonElement nested) {
    List<Integer> shape = new ArrayList<>();
    JsonElement at = nested;
    while (at instanceof JsonArray array) {
      shape.add(array.size());
      at = array.get(0);
    }
    return shape;
  }
}
