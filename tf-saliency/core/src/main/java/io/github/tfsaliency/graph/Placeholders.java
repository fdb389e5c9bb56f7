package io.github.tfsaliency.graph;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Nodes that values are fed to. */
public final class Placeholders {
  private Placeholders() {}

  /** A placeholder of the name, type and shape. */
  public static NodeDef of(String name, DataType type, Shape shape) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Placeholder")
        .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
        .putAttr("shape", AttrValue.newBuilder().setShape(ShapeProtos.write(shape)).build())
        .build();
  }
}
