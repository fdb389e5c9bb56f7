package io.github.tfsaliency.file;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Exchanges arrays of rank 0 to 5 with Python, as {@code .npy} files: reads numbers of any {@link
 * NpyType}, writes float32.
 *
 * <p>Reads the format versions 1.0, 2.0 and 3.0, both byte orders, C and Fortran order. Writes what
 * {@code numpy.save} writes: version 1.0, little endian, C order.
 *
 * <p>Source: NumPy, <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the npy format</a>.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Version 1.0 cannot have more; NumPy itself refuses more than 10,000. */
  private static final int MAX_HEADER_BYTES = 0xFFFF;

  /** The values of a file start at a multiple of this many bytes. */
  private static final int ALIGNMENT = 64;

  private static final int CHUNK_VALUES = 1 << 14;

  private Npy() {}

  /**
   * Reads a file.
   *
   * @param file a {@code .npy} file of rank 0 to 5
   * @return the values in row-major order, whatever the order in the file
   * @throws SaliencyException if the file cannot be read or is not such a file; memory for the
   *     values is taken only after the size of the file agrees with its header
   */
  public static FloatNdArray read(Path file) {
    RegularFile.require(file);
    try (FileChannel channel = FileChannel.open(file)) {
      return read(channel, file);
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The file '%s' cannot be read: %s.", file, e), e);
    }
  }

  private static FloatNdArray read(FileChannel channel, Path file) throws IOException {
    NpyHeader header = readHeader(channel, file);
    long expected = header.shape().size() * header.type().bytes();
    long found = channel.size() - channel.position();
    if (found != expected) {
      throw new SaliencyException(
          Message.of(
              "The file '%s' has %s bytes of values, but its shape %s takes %s.\n"
                  + "Maybe it was cut off, or holds several arrays: save each in its own file.",
              file, found, header.shape(), expected));
    }
    float[] values = readValues(channel, header);
    if (header.fortran()) {
      values = rowMajor(values, header.shape().asArray());
    }
    return NdArrays.wrap(header.shape(), DataBuffers.of(values, false, false));
  }

  private static NpyHeader readHeader(FileChannel channel, Path file) throws IOException {
    if (channel.size() < MAGIC.length + 2) {
      throw foreign(file);
    }
    ByteBuffer start = read(channel, MAGIC.length + 2);
    byte[] magic = new byte[MAGIC.length];
    start.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw foreign(file);
    }
    int major = Byte.toUnsignedInt(start.get());
    int minor = Byte.toUnsignedInt(start.get());
    if (major < 1 || major > 3 || minor != 0) {
      throw new SaliencyException(
          Message.of(
              "The file '%s' has the .npy version %s.%s, but must have 1.0, 2.0 or 3.0.",
              file, major, minor));
    }
    int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
    if (channel.size() - channel.position() < lengthBytes) {
      throw foreign(file);
    }
    ByteBuffer length = read(channel, lengthBytes);
    long bytes =
        major == 1
            ? Short.toUnsignedLong(length.getShort())
            : Integer.toUnsignedLong(length.getInt());
    long left = channel.size() - channel.position();
    if (bytes > Math.min(left, MAX_HEADER_BYTES)) {
      throw new SaliencyException(
          Message.of(
              "The file '%s' announces a header of %s bytes, but has %s left, and at most %s are"
                  + " read.\n"
                  + "Maybe it was cut off.",
              file, bytes, left, MAX_HEADER_BYTES));
    }
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String text = charset.decode(read(channel, (int) bytes)).toString();
    return NpyHeader.parse(text, file);
  }

  private static float[] readValues(FileChannel channel, NpyHeader header) throws IOException {
    float[] values = new float[Math.toIntExact(header.shape().size())];
    int count;
    for (int start = 0; start < values.length; start += count) {
      count = Math.min(CHUNK_VALUES, values.length - start);
      ByteBuffer chunk = read(channel, count * header.type().bytes()).order(header.byteOrder());
      for (int i = 0; i < count; i++) {
        values[start + i] = header.type().read(chunk);
      }
    }
    return values;
  }

  private static ByteBuffer read(FileChannel channel, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("it became shorter");
      }
    }
    return buffer.flip();
  }

  private static SaliencyException foreign(Path file) {
    return new SaliencyException(
        Message.of(
            "The file '%s' is not a .npy file.\nMaybe save one array with numpy.save(path, array).",
            file));
  }

  /** Puts values whose first dimension is the fastest into the order where the last one is. */
  private static float[] rowMajor(float[] columnMajor, long[] sizes) {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= (int) sizes[axis];
    }
    float[] values = new float[columnMajor.length];
    long[] position = new long[sizes.length];
    int target = 0;
    for (float value : columnMajor) {
      values[target] = value;
      for (int axis = 0; axis < sizes.length; axis++) {
        target += strides[axis];
        if (++position[axis] < sizes[axis]) {
          break;
        }
        target -= (int) (position[axis] * strides[axis]);
        position[axis] = 0;
      }
    }
    return values;
  }

  /**
   * Writes a file, or replaces it. It appears whole or not at all.
   *
   * @param file where to
   * @param array rank 0 to 5
   * @throws IllegalArgumentException if the array has more than 5 dimensions, or no values
   * @throws SaliencyException if the file cannot be written
   */
  public static void write(Path file, FloatNdArray array) {
    ByteBuffer header = header(NpyHeader.format(array.shape()));
    float[] values = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(values, false, false));
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeFully(channel, header);
        writeValues(channel, values);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The file '%s' cannot be written: %s.", file, e), e);
    } finally {
      deleteIfExists(temporary);
    }
  }

  private static ByteBuffer header(String dictionary) {
    int unaligned = MAGIC.length + 2 + Short.BYTES + dictionary.length() + 1;
    // NumPy adds 1 to 64 spaces, never none.
    String text = dictionary + " ".repeat(ALIGNMENT - unaligned % ALIGNMENT) + "\n";
    return ByteBuffer.allocate(MAGIC.length + 2 + Short.BYTES + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) text.length())
        .put(text.getBytes(StandardCharsets.ISO_8859_1))
        .flip();
  }

  private static void writeValues(FileChannel channel, float[] values) throws IOException {
    int count;
    for (int start = 0; start < values.length; start += count) {
      count = Math.min(CHUNK_VALUES, values.length - start);
      ByteBuffer chunk = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      chunk.asFloatBuffer().put(values, start, count);
      writeFully(channel, chunk);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void deleteIfExists(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The temporary file '%s' cannot be deleted: %s.", temporary, e), e);
    }
  }
}
