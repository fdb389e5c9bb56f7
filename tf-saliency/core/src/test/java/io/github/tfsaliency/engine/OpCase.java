package io.github.tfsaliency.engine;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/**
 * One node between a vector of numbers and a score, a weighted sum of all that the node puts out.
 * The numbers are the node's floating-point inputs one after the other, complex ones as real and
 * imaginary part.
 */
record OpCase(
    String op,
    ImmutableList<Argument> arguments,
    ImmutableMap<String, Object> attributes,
    boolean inSinglePrecision) {

  /** An input of the node: a slice of the vector, or a constant. */
  sealed interface Argument {}

  record Numbers(ImmutableList<Double> start, Shape shape, boolean complex) implements Argument {}

  record Ints(ImmutableList<Integer> values, Shape shape) implements Argument {}

  record Longs(ImmutableList<Long> values, Shape shape) implements Argument {}

  record Fixed(double value, Shape shape) implements Argument {}

  record Flags(ImmutableList<Boolean> values) implements Argument {}

  /** Several inputs that the op takes as one list. */
  record Many(ImmutableList<Argument> items) implements Argument {}

  static OpCase of(String op) {
    return new OpCase(op, ImmutableList.of(), ImmutableMap.of(), false);
  }

  /** An input of noise. */
  OpCase input(long... shape) {
    return with(noise(x -> x, shape));
  }

  /** An input of noise between 0.5 and 2.5. */
  OpCase positive(long... shape) {
    return with(noise(x -> 0.5 + 2 / (1 + Math.exp(-x)), shape));
  }

  /** An input of noise between 0.1 and 0.9. */
  OpCase fraction(long... shape) {
    return with(noise(x -> 0.1 + 0.8 / (1 + Math.exp(-x)), shape));
  }

  /** An input of given numbers. */
  OpCase values(Shape shape, Double... values) {
    return with(new Numbers(ImmutableList.copyOf(values), shape, false));
  }

  OpCase complex(long... shape) {
    Numbers parts = noise(x -> x, Shape.of(shape).append(2).asArray());
    return with(new Numbers(parts.start(), Shape.of(shape), true));
  }

  OpCase list(OpCase items) {
    return with(new Many(items.arguments()));
  }

  /** A constant vector of whole numbers. */
  OpCase ints(Integer... values) {
    return ints(Shape.of(values.length), values);
  }

  OpCase scalar(int value) {
    return ints(Shape.scalar(), value);
  }

  OpCase ints(Shape shape, Integer... values) {
    return with(new Ints(ImmutableList.copyOf(values), shape));
  }

  /** The same of 64 bits. */
  OpCase longs(Long... values) {
    return longs(Shape.of(values.length), values);
  }

  OpCase longs(Shape shape, Long... values) {
    return with(new Longs(ImmutableList.copyOf(values), shape));
  }

  OpCase flags(Boolean... values) {
    return with(new Flags(ImmutableList.copyOf(values)));
  }

  /** A constant that gets no gradient. */
  OpCase fixed(double value, long... shape) {
    return with(new Fixed(value, Shape.of(shape)));
  }

  OpCase attribute(String name, Object value) {
    return new OpCase(
        op,
        arguments,
        ImmutableMap.<String, Object>builder().putAll(attributes).put(name, value).buildOrThrow(),
        inSinglePrecision);
  }

  /** For ops without a kernel in double precision. */
  OpCase single() {
    return new OpCase(op, arguments, attributes, true);
  }

  private OpCase with(Argument argument) {
    return new OpCase(
        op,
        ImmutableList.<Argument>builder().addAll(arguments).add(argument).build(),
        attributes,
        inSinglePrecision);
  }

  private Numbers noise(UnaryOperator<Double> to, long... shape) {
    Random random = new Random(arguments.size() + 1L);
    ImmutableList.Builder<Double> values = ImmutableList.builder();
    for (int i = 0; i < Shape.of(shape).size(); i++) {
      values.add(to.apply(random.nextGaussian()));
    }
    return new Numbers(values.build(), Shape.of(shape), false);
  }

  @Override
  public String toString() {
    return op + (attributes.isEmpty() ? "" : " " + attributes);
  }

  /** Where the function is evaluated. */
  double[] start() {
    return numbers(arguments).stream()
        .flatMap(numbers -> numbers.start().stream())
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static List<Numbers> numbers(List<Argument> arguments) {
    List<Numbers> found = new ArrayList<>();
    for (Argument argument : arguments) {
      if (argument instanceof Numbers numbers) {
        found.add(numbers);
      } else if (argument instanceof Many many) {
        found.addAll(numbers(many.items()));
      }
    }
    return found;
  }

  /** The nodes: {@code x}, the op's node {@code node}, and {@code score}. */
  GraphDef graph() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat64> x =
          tf.withName("x").placeholder(TFloat64.class, Placeholder.shape(Shape.of(start().length)));
      OperationBuilder builder = graph.baseScope().opBuilder(op, "node");
      int[] offset = {0};
      for (Argument argument : arguments) {
        if (argument instanceof Many many) {
          builder.addInputList(
              many.items().stream()
                  .map(item -> operand(tf, x, item, offset))
                  .toArray(Output<?>[]::new));
        } else {
          builder.addInput(operand(tf, x, argument, offset));
        }
      }
      attributes.forEach((name, value) -> setAttribute(builder, name, value));
      var node = builder.build();
      List<Operand<TFloat64>> terms = new ArrayList<>();
      Random random = new Random(99);
      for (int i = 0; i < node.numOutputs(); i++) {
        DataType type = node.output(i).dataType();
        boolean complex = type == DataType.DT_COMPLEX64 || type == DataType.DT_COMPLEX128;
        if (complex) {
          for (String part : List.of("Real", "Imag")) {
            Output<?> real =
                tf.scope()
                    .opBuilder(part, part)
                    .addInput(node.output(i))
                    .setAttr(
                        "Tout",
                        type == DataType.DT_COMPLEX64 ? DataType.DT_FLOAT : DataType.DT_DOUBLE)
                    .build()
                    .output(0);
            terms.add(weighted(tf, real, random));
          }
        } else if (type == DataType.DT_FLOAT || type == DataType.DT_DOUBLE) {
          terms.add(weighted(tf, node.output(i), random));
        }
      }
      var unused = tf.withName("score").math.addN(terms);
      return graph.toGraphDef();
    }
  }

  private static Operand<TFloat64> weighted(Ops tf, Output<?> values, Random random) {
    double[] weights = random.doubles(4096, 0.5, 2).toArray();
    Operand<TFloat64> flat = tf.reshape(cast(tf, values, DataType.DT_DOUBLE), tf.array(-1));
    Operand<TFloat64> used = tf.slice(tf.constant(weights), tf.array(0), tf.shape(flat));
    return tf.sum(tf.math.mul(flat, used), tf.constant(0));
  }

  private Output<?> operand(Ops tf, Operand<TFloat64> x, Argument argument, int[] offset) {
    DataType type = inSinglePrecision ? DataType.DT_FLOAT : DataType.DT_DOUBLE;
    if (argument instanceof Ints ints) {
      int[] values = ints.values().stream().mapToInt(Integer::intValue).toArray();
      return tf.reshape(tf.constant(values), tf.constant(ints.shape().asArray())).asOutput();
    }
    if (argument instanceof Longs longs) {
      long[] values = longs.values().stream().mapToLong(Long::longValue).toArray();
      return tf.constant(longs.shape(), DataBuffers.of(values)).asOutput();
    }
    if (argument instanceof Flags flags) {
      boolean[] values = new boolean[flags.values().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = flags.values().get(i);
      }
      return tf.constant(values).asOutput();
    }
    if (argument instanceof Fixed fixed) {
      Operand<TFloat64> filled =
          tf.fill(tf.constant(fixed.shape().asArray()), tf.constant(fixed.value()));
      return cast(tf, filled.asOutput(), type).asOutput();
    }
    Numbers numbers = (Numbers) argument;
    int size = numbers.start().size();
    Operand<TFloat64> slice = tf.slice(x, tf.array(offset[0]), tf.array(size));
    offset[0] += size;
    if (!numbers.complex()) {
      Operand<TFloat64> shaped = tf.reshape(slice, tf.constant(numbers.shape().asArray()));
      return cast(tf, shaped.asOutput(), type).asOutput();
    }
    Output<?>[] parts = new Output<?>[2];
    for (int i = 0; i < 2; i++) {
      Operand<TFloat64> part =
          tf.reshape(
              tf.slice(slice, tf.array(i * size / 2), tf.array(size / 2)),
              tf.constant(numbers.shape().asArray()));
      parts[i] = cast(tf, part.asOutput(), type).asOutput();
    }
    return tf.scope()
        .opBuilder("Complex", "Complex")
        .addInput(parts[0])
        .addInput(parts[1])
        .setAttr("Tout", inSinglePrecision ? DataType.DT_COMPLEX64 : DataType.DT_COMPLEX128)
        .build()
        .output(0);
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // a graph knows its tensors' types
  private static <T extends TType> Output<T> cast(Ops tf, Output<?> values, DataType type) {
    return tf.scope()
        .opBuilder("Cast", "Cast")
        .addInput(values)
        .setAttr("DstT", type)
        .build()
        .output(0);
  }

  private static void setAttribute(OperationBuilder builder, String name, Object value) {
    if (value instanceof String text) {
      builder.setAttr(name, text);
    } else if (value instanceof Boolean flag) {
      builder.setAttr(name, flag);
    } else if (value instanceof Integer number) {
      builder.setAttr(name, number.longValue());
    } else if (value instanceof Float number) {
      builder.setAttr(name, number);
    } else if (value instanceof Shape shape) {
      builder.setAttr(name, shape);
    } else if (value instanceof DataType type) {
      builder.setAttr(name, type);
    } else {
      List<?> list = (List<?>) value;
      builder.setAttr(
          name, list.stream().mapToLong(element -> ((Integer) element).longValue()).toArray());
    }
  }
}
