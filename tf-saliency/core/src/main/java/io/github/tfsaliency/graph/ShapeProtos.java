package io.github.tfsaliency.graph;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorShapeProto;

/** Shapes as graphs write them. */
public final class ShapeProtos {
  private ShapeProtos() {}

  /**
   * Reads a shape.
   *
   * @param proto as a graph has it
   * @return the shape, with -1 for free dimensions, or of unknown rank
   */
  public static Shape read(TensorShapeProto proto) {
    return proto.getUnknownRank()
        ? Shape.unknown()
        : Shape.of(proto.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }

  /**
   * Writes a shape.
   *
   * @param shape with -1 for free dimensions, or of unknown rank
   * @return as a graph has it
   */
  public static TensorShapeProto write(Shape shape) {
    TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
    if (shape.isUnknown()) {
      return proto.setUnknownRank(true).build();
    }
    for (long size : shape.asArray()) {
      proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return proto.build();
  }
}
