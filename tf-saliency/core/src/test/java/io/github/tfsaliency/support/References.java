package io.github.tfsaliency.support;

import com.google.common.collect.ImmutableMap;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Values that other people's software computed; src/test/resources/references/README.md says how.
 */
public final class References implements AutoCloseable {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private final HdfFile file;

  private References(HdfFile file) {
    this.file = file;
  }

  public static References of(String network) {
    return new References(new HdfFile(RESOURCES.resolve("references/" + network + ".h5")));
  }

  /** The SavedModel of the same network. */
  public static Path model(String network) {
    return network.equals("efficientnet_lite0")
        ? Path.of("../../savedmodels/efficientnet-lite0")
        : RESOURCES.resolve("models/" + network);
  }

  public boolean has(String path) {
    try {
      return file.getByPath(path) != null;
    } catch (io.jhdf.exceptions.HdfInvalidPathException e) {
      return false;
    }
  }

  public String attribute(String name) {
    return file.getAttribute(name).getData().toString();
  }

  /** The arrays of a group by name. */
  public ImmutableMap<String, FloatNdArray> group(String path) {
    ImmutableMap.Builder<String, FloatNdArray> arrays = ImmutableMap.builder();
    ((Group) file.getByPath(path))
        .getChildren()
        .keySet()
        .forEach(name -> arrays.put(name, floats(path + "/" + name)));
    return arrays.buildOrThrow();
  }

  public FloatNdArray input() {
    return floats("input");
  }

  public FloatNdArray floats(String path) {
    Dataset dataset = file.getDatasetByPath(path);
    int[] dimensions = dataset.getDimensions();
    return NdArrays.wrap(
        Shape.of(Arrays.stream(dimensions).asLongStream().toArray()),
        DataBuffers.of(toFloats(dataset.getDataFlat()), true, false));
  }

  /** A dataset's attribute. */
  public float[] attribute(String path, String name) {
    return toFloats(file.getDatasetByPath(path).getAttribute(name).getData());
  }

  private static float[] toFloats(Object data) {
    if (data instanceof float[] floats) {
      return floats;
    }
    float[] floats = new float[Array.getLength(data)];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = ((Number) Array.get(data, i)).floatValue();
    }
    return floats;
  }

  public long[] targets() {
    return LongStream.of((long[]) file.getDatasetByPath("target").getDataFlat()).toArray();
  }

  @Override
  public void close() {
    file.close();
  }
}
