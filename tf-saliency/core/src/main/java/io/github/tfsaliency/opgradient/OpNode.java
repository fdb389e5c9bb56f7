package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.NodeOutputs;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * A node under an {@link OpGradient}. Operands are untyped: an op is written once for all the types
 * that it takes, and TensorFlow itself checks them.
 */
public final class OpNode {
  private final Ops tf;
  private final NodeDef node;
  private final GraphOperation operation;
  private final Optional<GraphOperation> reference;
  private final ImmutableMap<Integer, Output<?>> upstream;

  /**
   * Describes a node that is compared with nothing.
   *
   * @param tf adds ops
   * @param node its definition
   * @param operation the node in the graph
   * @param upstream the gradient by output, absent where nobody reads it
   */
  public OpNode(
      Ops tf, NodeDef node, GraphOperation operation, ImmutableMap<Integer, Output<?>> upstream) {
    this(tf, node, operation, Optional.empty(), upstream);
  }

  /**
   * Describes a node.
   *
   * @param tf adds ops
   * @param node its definition
   * @param operation the node in the graph
   * @param reference the same node where the model is given the reference
   * @param upstream the gradient by output, absent where nobody reads it
   */
  public OpNode(
      Ops tf,
      NodeDef node,
      GraphOperation operation,
      Optional<GraphOperation> reference,
      ImmutableMap<Integer, Output<?>> upstream) {
    this.tf = tf;
    this.node = node;
    this.operation = operation;
    this.reference = reference;
    this.upstream = upstream;
  }

  int inputs() {
    return node.getInputCount();
  }

  String op() {
    return node.getOp();
  }

  static boolean isDilated(NodeDef node) {
    return NodeOutputs.attribute(node, "dilations").getList().getIList().stream()
        .anyMatch(dilation -> dilation != 1);
  }

  boolean isDilated() {
    return isDilated(node);
  }

  Operand<?> x(int input) {
    return operation.input(input);
  }

  Operand<?> y(int output) {
    return operation.output(output);
  }

  /** What an input is for the reference. */
  Operand<?> x0(int input) {
    return reference.orElseThrow().input(input);
  }

  /** What an output is for the reference. */
  Operand<?> y0(int output) {
    return reference.orElseThrow().output(output);
  }

  /** The gradient of the first output. */
  Operand<?> dy() {
    return dy(0);
  }

  Operand<?> dy(int output) {
    Output<?> gradient = upstream.get(output);
    return gradient == null ? apply("ZerosLike", y(output)) : gradient;
  }

  AttrValue attribute(String name) {
    return NodeOutputs.attribute(node, name);
  }

  Set<String> attributeNames() {
    return node.getAttrMap().keySet();
  }

  /** Whether an attribute is a type, or several. */
  boolean isType(String name) {
    AttrValue value = attribute(name);
    return value.getValueCase() == AttrValue.ValueCase.TYPE || value.getList().getTypeCount() > 0;
  }

  boolean flag(String name) {
    return attribute(name).getB();
  }

  static DataType type(Operand<?> operand) {
    return operand.asOutput().dataType();
  }

  static boolean isComplex(Operand<?> operand) {
    return type(operand) == DataType.DT_COMPLEX64 || type(operand) == DataType.DT_COMPLEX128;
  }

  /** An op under construction. */
  final class Call {
    private final OperationBuilder builder;

    private Call(String op) {
      builder = tf.scope().opBuilder(op, op);
    }

    Call in(Operand<?>... operands) {
      for (Operand<?> operand : operands) {
        builder.addInput(operand.asOutput());
      }
      return this;
    }

    Call in(List<? extends Operand<?>> operands) {
      builder.addInputList(operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
      return this;
    }

    /** Attributes that have the value that they have at the node. */
    Call like(String... names) {
      for (String name : names) {
        AttrValue value = attribute(name);
        switch (value.getValueCase()) {
          case I -> builder.setAttr(name, value.getI());
          case F -> builder.setAttr(name, value.getF());
          case B -> builder.setAttr(name, value.getB());
          case TYPE -> builder.setAttr(name, value.getType());
          case S -> builder.setAttr(name, value.getS().toStringUtf8());
          case LIST ->
              builder.setAttr(
                  name, value.getList().getIList().stream().mapToLong(Long::longValue).toArray());
          default -> throw new IllegalArgumentException(name);
        }
      }
      return this;
    }

    Call with(String name, boolean value) {
      builder.setAttr(name, value);
      return this;
    }

    Call with(String name, long value) {
      builder.setAttr(name, value);
      return this;
    }

    Call with(String name, long... values) {
      builder.setAttr(name, values);
      return this;
    }

    Call with(String name, String value) {
      builder.setAttr(name, value);
      return this;
    }

    Call with(String name, DataType value) {
      builder.setAttr(name, value);
      return this;
    }

    Operand<?> get() {
      return get(0);
    }

    Operand<?> get(int output) {
      return builder.build().output(output);
    }

    List<Operand<?>> all() {
      var built = builder.build();
      ImmutableList.Builder<Operand<?>> outputs = ImmutableList.builder();
      for (int i = 0; i < built.numOutputs(); i++) {
        outputs.add(built.output(i));
      }
      return outputs.build();
    }
  }

  Call call(String op) {
    return new Call(op);
  }

  Operand<?> apply(String op, Operand<?>... operands) {
    return call(op).in(operands).get();
  }

  Operand<?> add(Operand<?> left, Operand<?> right) {
    return apply("AddV2", left, right);
  }

  Operand<?> sub(Operand<?> left, Operand<?> right) {
    return apply("Sub", left, right);
  }

  Operand<?> mul(Operand<?> left, Operand<?> right) {
    return apply("Mul", left, right);
  }

  Operand<?> div(Operand<?> left, Operand<?> right) {
    return apply("RealDiv", left, right);
  }

  Operand<?> neg(Operand<?> operand) {
    return apply("Neg", operand);
  }

  /** The number in the type of an operand. */
  Operand<?> number(double value, Operand<?> like) {
    return cast(tf.constant(value), type(like));
  }

  Operand<?> ints(int... values) {
    return tf.constant(values);
  }

  Operand<?> scalar(int value) {
    return tf.constant(value);
  }

  Operand<?> cast(Operand<?> operand, DataType type) {
    return type(operand) == type ? operand : call("Cast").in(operand).with("DstT", type).get();
  }

  Operand<?> zerosLike(Operand<?> operand) {
    return apply("ZerosLike", operand);
  }

  Operand<?> shape(Operand<?> operand) {
    return apply("Shape", operand);
  }

  Operand<?> reshape(Operand<?> operand, Operand<?> shape) {
    return apply("Reshape", operand, shape);
  }

  Operand<?> concat(Operand<?>... vectors) {
    return call("ConcatV2").in(List.of(vectors)).in(scalar(0)).get();
  }

  /** Part of a vector; to the end where the end is 0, from behind where it is negative. */
  Operand<?> part(Operand<?> vector, int begin, int end) {
    return call("StridedSlice")
        .in(vector, ints(begin), ints(end), ints(1))
        .with("end_mask", end == 0 ? 1 : 0)
        .get();
  }

  /** One element of a vector, as a vector. */
  Operand<?> element(Operand<?> vector, int index) {
    return part(vector, index, index + 1);
  }

  Operand<?> sum(Operand<?> operand, Operand<?> axes, boolean keepDims) {
    return call("Sum").in(operand, axes).with("keep_dims", keepDims).get();
  }

  Operand<?> product(Operand<?> vector) {
    return apply("Prod", vector, scalar(0));
  }

  Operand<?> matmul(Operand<?> left, boolean adjointLeft, Operand<?> right, boolean adjointRight) {
    return call("BatchMatMulV2")
        .in(left, right)
        .with("adj_x", adjointLeft)
        .with("adj_y", adjointRight)
        .get();
  }

  /** Sums over the dimensions along which an input was broadcast. */
  Operand<?> reduceTo(int input, Operand<?> gradient) {
    Operand<?> wanted = shape(x(input));
    Operand<?> axes = call("BroadcastGradientArgs").in(wanted, shape(gradient)).get();
    return reshape(sum(gradient, axes, false), wanted);
  }
}
