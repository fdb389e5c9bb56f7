package io.github.tfsaliency.export;

import io.github.tfsaliency.gradient.DynamicShape;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Casts between types that are known only when the graph is written. */
final class Casts {
  private Casts() {}

  static Output<?> to(Ops tf, Operand<?> tensor, DataType type) {
    return tensor.asOutput().dataType() == type
        ? tensor.asOutput()
        : tf.scope()
            .opBuilder("Cast", "Cast")
            .addInput(tensor.asOutput())
            .setAttr("DstT", type)
            .build()
            .output(0);
  }

  static Operand<TFloat64> toDouble(Ops tf, Operand<?> tensor) {
    return tf.dtypes.cast(Casts.<TNumber>typed(tensor), TFloat64.class);
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // a loop hands on tensors of the types that it was given
  static <T extends TType> Operand<T> typed(Operand<?> tensor) {
    return (Operand<T>) tensor;
  }

  /** All values of each sample in a row. */
  static <T extends TNumber> Operand<T> flat(Ops tf, Operand<T> tensor) {
    return DynamicShape.perSample(tf, tensor);
  }
}
