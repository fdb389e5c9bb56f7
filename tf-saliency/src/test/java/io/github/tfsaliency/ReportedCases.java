package io.github.tfsaliency;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Models that strangers reported, each with an input and what TensorFlow, or NumPy, makes of it.
 */
final class ReportedCases {
  private static final Path FOLDER = Path.of("src/test/resources/cases");
  private static final Pattern HEADER =
      Pattern.compile("'descr': '<f(\\d)'.*'fortran_order': False.*'shape': \\(([^)]*)\\)");

  private ReportedCases() {}

  static Path model(String name) {
    return FOLDER.resolve(name).resolve("model");
  }

  static FloatNdArray input(String name) throws IOException {
    return array(name, "x");
  }

  /** Of float32 or float64, in row-major order. */
  static FloatNdArray array(String name, String file) throws IOException {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(name).resolve(file + ".npy"));
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = buffer.getShort(8);
    Matcher header = HEADER.matcher(new String(bytes, 10, headerLength, StandardCharsets.US_ASCII));
    if (!header.find()) {
      throw new IOException(file);
    }
    long[] sizes =
        Arrays.stream(header.group(2).split(",", -1))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .flatMapToLong(size -> LongStream.of(Long.parseLong(size)))
            .toArray();
    Shape shape = Shape.of(sizes);
    buffer.position(10 + headerLength);
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = header.group(1).equals("8") ? (float) buffer.getDouble() : buffer.getFloat();
    }
    return NdArrays.wrap(shape, DataBuffers.of(values, true, false));
  }
}
