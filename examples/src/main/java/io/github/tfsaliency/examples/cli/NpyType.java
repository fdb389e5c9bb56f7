package io.github.tfsaliency.examples.cli;

import com.google.common.collect.Maps;
import com.google.errorprone.annotations.Immutable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A NumPy type that can be read as float32; larger integers and doubles are rounded to it. */
enum NpyType {
  BOOL("b1", 1, buffer -> buffer.get() == 0 ? 0 : 1),
  INT8("i1", 1, ByteBuffer::get),
  UINT8("u1", 1, buffer -> Byte.toUnsignedInt(buffer.get())),
  INT16("i2", Short.BYTES, ByteBuffer::getShort),
  UINT16("u2", Short.BYTES, buffer -> Short.toUnsignedInt(buffer.getShort())),
  INT32("i4", Integer.BYTES, ByteBuffer::getInt),
  INT64("i8", Long.BYTES, ByteBuffer::getLong),
  FLOAT32("f4", Float.BYTES, ByteBuffer::getFloat),
  FLOAT64("f8", Double.BYTES, buffer -> (float) buffer.getDouble());

  private static final Map<String, NpyType> BY_CODE =
      Maps.uniqueIndex(Arrays.asList(values()), type -> type.code);

  private final String code;
  private final int bytes;
  private final Reader reader;

  /** Takes the next value off a buffer. */
  @Immutable
  private interface Reader {
    float read(ByteBuffer buffer);
  }

  NpyType(String code, int bytes, Reader reader) {
    this.code = code;
    this.bytes = bytes;
    this.reader = reader;
  }

  /** The type that NumPy writes as {@code '<f4'}, without the byte order. */
  static Optional<NpyType> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  int bytes() {
    return bytes;
  }

  /** The next value of a buffer, which has the file's byte order. */
  float read(ByteBuffer buffer) {
    return reader.read(buffer);
  }
}
