package io.github.tfsaliency.graph;

import org.tensorflow.proto.DataType;

/** How much memory the types of plain values need. */
public final class TypeSizes {
  private TypeSizes() {}

  /**
   * What a value needs.
   *
   * @param type the type of a tensor
   * @return the bytes of one element; 0 for handles, references and what is no type
   */
  public static int bytes(DataType type) {
    return switch (type) {
      case DT_BOOL, DT_INT8, DT_UINT8, DT_QINT8, DT_QUINT8, DT_INT4, DT_UINT4 -> 1;
      case DT_FLOAT8_E5M2, DT_FLOAT8_E4M3FN -> 1;
      case DT_HALF, DT_BFLOAT16, DT_INT16, DT_UINT16, DT_QINT16, DT_QUINT16 -> 2;
      case DT_FLOAT, DT_INT32, DT_UINT32, DT_QINT32 -> 4;
      case DT_DOUBLE, DT_INT64, DT_UINT64, DT_COMPLEX64 -> 8;
      case DT_COMPLEX128 -> 16;
      case DT_STRING -> 24;
      default -> 0;
    };
  }
}
