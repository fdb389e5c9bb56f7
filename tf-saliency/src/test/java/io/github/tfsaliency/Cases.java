package io.github.tfsaliency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Small models that others saved, with inputs and the values that are expected. */
final class Cases {
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([^)]*)\\)");

  private final Path folder;

  private Cases(Path folder) {
    this.folder = folder;
  }

  static Cases of(String name) {
    return new Cases(Path.of("src/test/resources/cases", name));
  }

  ModelLoader model() {
    return Model.from(folder.resolve("model"));
  }

  /** Float32 in C order. */
  FloatNdArray array(String name) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(folder.resolve(name + ".npy"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = buffer.getShort(8);
    String header = new String(bytes, 10, length, StandardCharsets.US_ASCII);
    Matcher shape = SHAPE.matcher(header);
    if (!shape.find() || !header.contains("'<f4'") || !header.contains("'fortran_order': False")) {
      throw new AssertionError(header);
    }
    long[] sizes =
        Arrays.stream(shape.group(1).split(","))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    float[] values = new float[Math.toIntExact(Shape.of(sizes).size())];
    buffer.position(10 + length);
    buffer.asFloatBuffer().get(values);
    return NdArrays.wrap(Shape.of(sizes), DataBuffers.of(values, false, false));
  }

  /** The same values in another shape. */
  static FloatNdArray shaped(FloatNdArray values, long... sizes) {
    return NdArrays.wrap(Shape.of(sizes), DataBuffers.of(Maps.array(values), false, false));
  }
}
