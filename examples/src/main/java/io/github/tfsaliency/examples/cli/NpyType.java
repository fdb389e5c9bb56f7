package io.github.tfsaliency.examples.cli;

import com.google.common.collect.Maps;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A NumPy type that can be read as float32. */
enum NpyType {
  /** One byte: zero or not. */
  BOOL("b1", 1) {
    @Override
    float read(ByteBuffer buffer) {
      return buffer.get() == 0 ? 0 : 1;
    }
  },
  /** Signed bytes. */
  INT8("i1", 1) {
    @Override
    float read(ByteBuffer buffer) {
      return buffer.get();
    }
  },
  /** Unsigned bytes: pixels. */
  UINT8("u1", 1) {
    @Override
    float read(ByteBuffer buffer) {
      return Byte.toUnsignedInt(buffer.get());
    }
  },
  /** Signed integers of two bytes. */
  INT16("i2", Short.BYTES) {
    @Override
    float read(ByteBuffer buffer) {
      return buffer.getShort();
    }
  },
  /** Unsigned integers of two bytes. */
  UINT16("u2", Short.BYTES) {
    @Override
    float read(ByteBuffer buffer) {
      return Short.toUnsignedInt(buffer.getShort());
    }
  },
  /** Rounded to float32 from 2^24 on. */
  INT32("i4", Integer.BYTES) {
    @Override
    float read(ByteBuffer buffer) {
      return buffer.getInt();
    }
  },
  /** Rounded to float32 from 2^24 on. */
  INT64("i8", Long.BYTES) {
    @Override
    float read(ByteBuffer buffer) {
      return buffer.getLong();
    }
  },
  /** Read as it is. */
  FLOAT32("f4", Float.BYTES) {
    @Override
    float read(ByteBuffer buffer) {
      return buffer.getFloat();
    }
  },
  /** Rounded to float32. */
  FLOAT64("f8", Double.BYTES) {
    @Override
    float read(ByteBuffer buffer) {
      return (float) buffer.getDouble();
    }
  };

  private static final Map<String, NpyType> BY_CODE =
      Maps.uniqueIndex(Arrays.asList(values()), type -> type.code);

  private final String code;
  private final int bytes;

  NpyType(String code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The type that NumPy writes as {@code '<f4'}, without the byte order. */
  static Optional<NpyType> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  int bytes() {
    return bytes;
  }

  /** The next value of a buffer, which has the file's byte order. */
  abstract float read(ByteBuffer buffer);
}
