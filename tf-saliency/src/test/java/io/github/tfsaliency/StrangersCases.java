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

/** Models as strangers save them, and what TensorFlow says of them: src/test/resources/cases. */
final class StrangersCases {
  private static final Path CASES = Path.of("src/test/resources/cases");
  private static final int MAGIC = 10;
  private static final Pattern HEADER =
      Pattern.compile("'descr': '<([if])([48])'.*'shape': \\(([0-9, ]*)\\)");

  private StrangersCases() {}

  static Path folder(String name) {
    return CASES.resolve(name);
  }

  static Path model(String name) {
    return CASES.resolve(name).resolve("model");
  }

  /** An array of a case, of numbers that a float holds. */
  static FloatNdArray array(String name, String array) {
    try {
      ByteBuffer file =
          ByteBuffer.wrap(Files.readAllBytes(CASES.resolve(name).resolve(array + ".npy")))
              .order(ByteOrder.LITTLE_ENDIAN);
      int length = Short.toUnsignedInt(file.getShort(MAGIC - 2));
      Matcher header =
          HEADER.matcher(new String(file.array(), MAGIC, length, StandardCharsets.US_ASCII));
      if (!header.find()) {
        throw new AssertionError(array);
      }
      Shape shape =
          Shape.of(
              Arrays.stream(header.group(3).split(","))
                  .map(String::strip)
                  .filter(size -> !size.isEmpty())
                  .mapToLong(Long::parseLong)
                  .toArray());
      float[] values = new float[Math.toIntExact(shape.size())];
      file.position(MAGIC + length);
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (header.group(1) + header.group(2)) {
              case "f4" -> file.getFloat();
              case "f8" -> (float) file.getDouble();
              case "i4" -> file.getInt();
              default -> file.getLong();
            };
      }
      return NdArrays.wrap(shape, DataBuffers.of(values, true, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] values(String name, String array) {
    return Maps.array(array(name, array));
  }
}
