package io.github.tfsaliency.file;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

  /** A multiple of a chunk. */
  private static final int FIRST_VALUES = 1 << 20;

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
    Message.Part name = Message.part(Message.of("file '%s'", file));
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
      NpyHeader header = readHeader(stream, name);
      long expected = header.shape().size() * header.type().bytes();
      long found = Files.size(file) - header.length();
      if (found != expected) {
        throw otherSize(name, header, found, expected);
      }
      return values(stream, header, name);
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The %s cannot be read: %s.", name, e), e);
    }
  }

  /**
   * Reads an array that is all that a stream still has.
   *
   * @param stream read to its end, and left open
   * @return the values in row-major order
   * @throws SaliencyException as {@link #read(Path)}; memory is taken as the values come
   */
  public static FloatNdArray read(InputStream stream) {
    return read(stream, Message.part("array of the stream"), Long.MAX_VALUE);
  }

  /**
   * Reads an array under a name.
   *
   * @param most how many values it may have
   */
  static FloatNdArray read(InputStream stream, Message.Part name, long most) {
    try {
      NpyHeader header = readHeader(stream, name);
      if (header.shape().size() > most) {
        throw new SaliencyException(
            Message.of(
                "The %s has the shape %s, but may have at most %s values.\n"
                    + "Maybe save it in a separate .npy file.",
                name, header.shape(), most));
      }
      FloatNdArray array = values(stream, header, name);
      if (stream.read() >= 0) {
        throw new SaliencyException(
            Message.of(
                "The %s has more bytes of values than its shape %s takes.\n"
                    + "Maybe it holds several arrays: send each separately.",
                name, header.shape()));
      }
      return array;
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The %s cannot be read: %s.", name, e), e);
    }
  }

  private static FloatNdArray values(InputStream stream, NpyHeader header, Message.Part name)
      throws IOException {
    float[] values = readValues(stream, header, name);
    if (header.fortran()) {
      values = rowMajor(values, header.shape().asArray());
    }
    return NdArrays.wrap(header.shape(), DataBuffers.of(values, false, false));
  }

  private static SaliencyException otherSize(
      Message.Part name, NpyHeader header, long found, long expected) {
    return new SaliencyException(
        Message.of(
            "The %s has %s bytes of values, but its shape %s takes %s.\n"
                + "Maybe it was cut off, or holds several arrays: save each in its own file.",
            name, found, header.shape(), expected));
  }

  private static NpyHeader readHeader(InputStream stream, Message.Part name) throws IOException {
    byte[] start = stream.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
      throw foreign(name);
    }
    int major = Byte.toUnsignedInt(start[MAGIC.length]);
    int minor = Byte.toUnsignedInt(start[MAGIC.length + 1]);
    if (major < 1 || major > 3 || minor != 0) {
      throw new SaliencyException(
          Message.of(
              "The %s has the .npy version %s.%s, but must have 1.0, 2.0 or 3.0.",
              name, major, minor));
    }
    int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
    byte[] length = stream.readNBytes(lengthBytes);
    if (length.length < lengthBytes) {
      throw foreign(name);
    }
    ByteBuffer buffer = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN);
    long bytes =
        major == 1
            ? Short.toUnsignedLong(buffer.getShort())
            : Integer.toUnsignedLong(buffer.getInt());
    byte[] text = stream.readNBytes((int) Math.min(bytes, MAX_HEADER_BYTES));
    if (text.length < bytes) {
      throw new SaliencyException(
          Message.of(
              "The %s announces a header of %s bytes, but has %s left, and at most %s are"
                  + " read.\n"
                  + "Maybe it was cut off.",
              name, bytes, text.length + stream.available(), MAX_HEADER_BYTES));
    }
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return NpyHeader.parse(
        charset.decode(ByteBuffer.wrap(text)).toString(),
        MAGIC.length + 2 + lengthBytes + text.length,
        name);
  }

  /** Grows with what comes: a header may promise anything. */
  private static float[] readValues(InputStream stream, NpyHeader header, Message.Part name)
      throws IOException {
    int size = Math.toIntExact(header.shape().size());
    float[] values = new float[Math.min(size, FIRST_VALUES)];
    int count;
    for (int start = 0; start < size; start += count) {
      count = Math.min(CHUNK_VALUES, size - start);
      byte[] bytes = stream.readNBytes(count * header.type().bytes());
      if (bytes.length < count * header.type().bytes()) {
        throw otherSize(
            name,
            header,
            (long) start * header.type().bytes() + bytes.length,
            (long) size * header.type().bytes());
      }
      if (start + count > values.length) {
        values = Arrays.copyOf(values, (int) Math.min(size, 2L * values.length));
      }
      ByteBuffer chunk = ByteBuffer.wrap(bytes).order(header.byteOrder());
      for (int i = 0; i < count; i++) {
        values[start + i] = header.type().read(chunk);
      }
    }
    return values;
  }

  private static SaliencyException foreign(Message.Part name) {
    return new SaliencyException(
        Message.of(
            "The %s is not a .npy file.\nMaybe save one array with numpy.save(path, array).",
            name));
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
    // Before anything is there.
    var unused = NpyHeader.format(array.shape());
    WholeFile.write(file, stream -> put(stream, array));
  }

  /**
   * Writes an array into a stream.
   *
   * @param stream left open, and flushed
   * @param array rank 0 to 5
   * @throws IllegalArgumentException if the array has more than 5 dimensions, or no values
   * @throws SaliencyException if the stream fails
   */
  public static void write(OutputStream stream, FloatNdArray array) {
    try {
      put(stream, array);
      stream.flush();
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The array cannot be written into the stream: %s.", e), e);
    }
  }

  private static void put(OutputStream stream, FloatNdArray array) throws IOException {
    stream.write(header(NpyHeader.format(array.shape())).array());
    float[] values = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(values, false, false));
    int count;
    for (int start = 0; start < values.length; start += count) {
      count = Math.min(CHUNK_VALUES, values.length - start);
      ByteBuffer chunk = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      chunk.asFloatBuffer().put(values, start, count);
      stream.write(chunk.array());
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
}
