package io.github.tfsaliency.server.v2;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import com.google.common.primitives.UnsignedLong;
import com.google.errorprone.annotations.Immutable;
import io.github.tfsaliency.server.answer.Refusal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** The datatypes of the protocol that are numbers. Values are read as float32. */
enum Datatype {
  BOOL(1, 0, 1, buffer -> buffer.get() == 0 ? 0 : 1),
  UINT8(1, 0, 255, buffer -> Byte.toUnsignedInt(buffer.get())),
  UINT16(2, 0, 65_535, buffer -> Short.toUnsignedInt(buffer.getShort())),
  UINT32(4, 0, 0x1p32f, buffer -> Integer.toUnsignedLong(buffer.getInt())),
  UINT64(8, 0, 0x1p64f, buffer -> UnsignedLong.fromLongBits(buffer.getLong()).floatValue()),
  INT8(1, -128, 127, ByteBuffer::get),
  INT16(2, -32_768, 32_767, ByteBuffer::getShort),
  INT32(4, -0x1p31f, 0x1p31f, ByteBuffer::getInt),
  INT64(8, -0x1p63f, 0x1p63f, ByteBuffer::getLong),
  FP16(2, -65_504, 65_504, buffer -> half(buffer.getShort())),
  BF16(2, -Float.MAX_VALUE, Float.MAX_VALUE, buffer -> brain(buffer.getShort())),
  FP32(4, -Float.MAX_VALUE, Float.MAX_VALUE, ByteBuffer::getFloat),
  FP64(8, -Float.MAX_VALUE, Float.MAX_VALUE, buffer -> (float) buffer.getDouble());

  /** By the names of TensorFlow's types. */
  private static final ImmutableMap<String, Datatype> OF_TENSORFLOW =
      ImmutableMap.<String, Datatype>builder()
          .put("bool", BOOL)
          .put("uint8", UINT8)
          .put("uint16", UINT16)
          .put("uint32", UINT32)
          .put("uint64", UINT64)
          .put("int8", INT8)
          .put("int16", INT16)
          .put("int32", INT32)
          .put("int64", INT64)
          .put("float16", FP16)
          .put("half", FP16)
          .put("bfloat16", BF16)
          .put("float32", FP32)
          .put("float", FP32)
          .put("float64", FP64)
          .put("double", FP64)
          .buildOrThrow();

  private static final ImmutableSet<Datatype> FLOATS =
      Sets.immutableEnumSet(FP16, BF16, FP32, FP64);

  private static final Map<String, Datatype> BY_NAME =
      Maps.uniqueIndex(Arrays.asList(values()), Datatype::name);

  private final int bytes;
  private final float least;
  private final float most;
  private final Reader reader;

  /** Takes the next value off a buffer. */
  @Immutable
  private interface Reader {
    float read(ByteBuffer buffer);
  }

  Datatype(int bytes, float least, float most, Reader reader) {
    this.bytes = bytes;
    this.least = least;
    this.most = most;
    this.reader = reader;
  }

  static Datatype of(String name) {
    Datatype type = BY_NAME.get(name);
    if (type == null) {
      throw Refusal.badRequest(
          "The datatype '%s' is not known.\nMaybe one of %s.", name, BY_NAME.keySet());
    }
    return type;
  }

  /** What a tensor of TensorFlow's is; what is no number is fed as float32. */
  static Datatype ofTensorFlow(String type) {
    return OF_TENSORFLOW.getOrDefault(type.toLowerCase(Locale.ROOT), FP32);
  }

  int bytes() {
    return bytes;
  }

  /** The next value of a buffer in little-endian order. */
  float read(ByteBuffer buffer) {
    return reader.read(buffer);
  }

  /** Refuses what the type cannot hold. */
  void requireHolds(float value, String tensor) {
    boolean isFloat = FLOATS.contains(this);
    boolean holds = value >= least && value <= most && (isFloat || value == Math.rint(value));
    if (!holds) {
      throw Refusal.badRequest(
          "The tensor '%s' has the value %s, which is no %s.", tensor, value, this);
    }
  }

  /** IEEE 754 binary16: a sign, five bits of exponent, ten of a fraction. */
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

  /** The first half of a float32. */
  private static float brain(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
