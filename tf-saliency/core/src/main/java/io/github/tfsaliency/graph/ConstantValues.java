package io.github.tfsaliency.graph;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Reads the numbers of a constant, packed or not. */
public final class ConstantValues {
  /** Only small tensors say sizes and axes. */
  private static final int MOST = 64;

  private ConstantValues() {}

  /** One number of a constant; null where the last one that is given stands for the rest. */
  public static @Nullable Double element(TensorProto proto, int index) {
    List<? extends Number> values =
        switch (proto.getDtype()) {
          case DT_FLOAT -> floats(proto);
          case DT_DOUBLE -> doubles(proto);
          default -> first(proto, MOST);
        };
    return index < values.size() ? (Double) values.get(index).doubleValue() : null;
  }

  private static List<Float> floats(TensorProto proto) {
    ByteBuffer bytes = bytes(proto);
    return bytes.hasRemaining()
        ? LongStream.range(0, Math.min(bytes.remaining() / 4, MOST))
            .mapToObj(i -> bytes.getFloat())
            .toList()
        : proto.getFloatValList();
  }

  private static List<Double> doubles(TensorProto proto) {
    ByteBuffer bytes = bytes(proto);
    return bytes.hasRemaining()
        ? LongStream.range(0, Math.min(bytes.remaining() / 8, MOST))
            .mapToObj(i -> bytes.getDouble())
            .toList()
        : proto.getDoubleValList();
  }

  private static ByteBuffer bytes(TensorProto proto) {
    return proto.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether all numbers of a small constant are at least this one. */
  public static boolean isAtLeast(int least, TensorProto tensor) {
    double elements = 1;
    for (TensorShapeProto.Dim dimension : tensor.getTensorShape().getDimList()) {
      elements *= dimension.getSize();
    }
    // No number at all stands for zeros.
    boolean fits = elements <= MOST && (least <= 0 || element(tensor, 0) != null);
    for (int i = 0; i < MOST; i++) {
      Double value = element(tensor, i);
      fits &= value == null || value >= least;
    }
    return fits;
  }

  /** The largest number of a constant of integers, of any size. */
  public static double largest(TensorProto proto) {
    ByteString content = proto.getTensorContent();
    ByteBuffer bytes = bytes(proto);
    LongStream all =
        content.isEmpty()
            ? first(proto, MOST).stream().mapToLong(Long::longValue)
            : proto.getDtype() == DataType.DT_INT64
                ? LongStream.range(0, content.size() / 8).map(i -> bytes.getLong())
                : LongStream.range(0, content.size() / 4).map(i -> bytes.getInt());
    return all.max().orElse(0);
  }

  /** The number of a constant of one float; null for other types. */
  public static @Nullable Double single(TensorProto proto) {
    if (proto.getDtype() != DataType.DT_FLOAT) {
      return null;
    }
    ByteString content = proto.getTensorContent();
    if (content.size() >= Float.BYTES) {
      return (double) content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }
    return proto.getFloatValCount() == 0 ? 0.0 : (double) proto.getFloatVal(0);
  }

  /** The numbers of a constant of integers or truths, at most so many of packed ones. */
  static List<Long> first(TensorProto proto, int most) {
    ByteString content = proto.getTensorContent();
    ByteBuffer bytes = bytes(proto);
    return switch (proto.getDtype()) {
      case DT_INT32 ->
          content.isEmpty()
              ? proto.getIntValList().stream().map(Integer::longValue).toList()
              : LongStream.range(0, Math.min(content.size() / 4, most))
                  .mapToObj(i -> (long) bytes.getInt())
                  .toList();
      case DT_INT64 ->
          content.isEmpty()
              ? proto.getInt64ValList()
              : LongStream.range(0, Math.min(content.size() / 8, most))
                  .mapToObj(i -> bytes.getLong())
                  .toList();
      case DT_BOOL ->
          content.isEmpty()
              ? proto.getBoolValList().stream().map(ConstantValues::truth).toList()
              : LongStream.range(0, Math.min(content.size(), most))
                  .mapToObj(i -> truth(bytes.get() != 0))
                  .toList();
      default -> List.of();
    };
  }

  private static long truth(boolean value) {
    return value ? 1L : 0L;
  }
}
