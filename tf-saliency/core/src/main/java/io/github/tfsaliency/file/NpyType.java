package io.github.tfsaliency.file;

import com.google.common.collect.Maps;
import com.google.common.primitives.UnsignedLong;
import com.google.errorprone.annotations.Immutable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A NumPy type that can be read as float32. Integers beyond 2^24 and doubles are rounded to the
 * nearest float, as NumPy's {@code astype} does; a double beyond the range of floats is infinite.
 */
enum NpyType {
  BOOL("b1", 1, buffer -> buffer.get() == 0 ? 0 : 1),
  INT8("i1", 1, ByteBuffer::get),
  UINT8("u1", 1, buffer -> Byte.toUnsignedInt(buffer.get())),
  INT16("i2", Short.BYTES, ByteBuffer::getShort),
  UINT16("u2", Short.BYTES, buffer -> Short.toUnsignedInt(buffer.getShort())),
  INT32("i4", Integer.BYTES, ByteBuffer::getInt),
  UINT32("u4", Integer.BYTES, buffer -> Integer.toUnsignedLong(buffer.getInt())),
  INT64("i8", Long.BYTES, ByteBuffer::getLong),
  UINT64("u8", Long.BYTES, buffer -> UnsignedLong.fromLongBits(buffer.getLong()).floatValue()),
  FLOAT16("f2", Short.BYTES, buffer -> half(buffer.getShort())),
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

  /** IEEE 754 binary16: a sign, five bits of exponent, ten of a fraction. Floats hold all. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (0x400 | fraction), exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  int bytes() {
    return bytes;
  }

  /** The next value of a buffer, which has the file's byte order. */
  float read(ByteBuffer buffer) {
    return reader.read(buffer);
  }
}
