package io.github.tfsaliency.graph.savedmodel;

import static java.util.Objects.requireNonNull;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.TableFill;
import io.github.tfsaliency.graph.TableFill.Column;
import io.github.tfsaliency.graph.TableFill.Columns;
import io.github.tfsaliency.graph.TableFill.Computed;
import io.github.tfsaliency.graph.TableFill.Lines;
import io.github.tfsaliency.graph.TableFill.Stored;
import io.github.tfsaliency.graph.TableNodes;
import io.github.tfsaliency.graph.TypeSizes;
import io.github.tfsaliency.graph.files.ModelFolder;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Fills a graph's tables by ops of its own; keys and values are read by Java where they can be. */
public final class RestoredTables {
  private static final String CHECKPOINT = "variables/variables";

  private static final ImmutableMap<DataType, Class<? extends TType>> NUMBERS =
      ImmutableMap.of(
          DataType.DT_INT64, TInt64.class,
          DataType.DT_INT32, TInt32.class,
          DataType.DT_FLOAT, TFloat32.class,
          DataType.DT_DOUBLE, TFloat64.class,
          DataType.DT_BOOL, TBool.class);

  private final Ops tf;
  private final ModelFolder folder;
  private final List<Step> steps = new ArrayList<>();

  private RestoredTables(Ops tf, ModelFolder folder) {
    this.tf = tf;
    this.folder = folder;
  }

  /**
   * One run.
   *
   * @param fill what it does
   * @param operation that does it
   * @param keys placeholder or computed tensor
   * @param values placeholder or computed tensor
   */
  private record Step(TableFill fill, Operation operation, Output<?> keys, Output<?> values) {}

  /**
   * Adds what fills the tables.
   *
   * @param graph to add to; a table has its own name there, whatever its node is called
   * @param tf the scope for what is added
   * @param folder the SavedModel's
   * @param fills the steps in their order
   * @return what fills them, once
   */
  public static RestoredTables in(
      Graph graph, Ops tf, ModelFolder folder, ImmutableList<TableFill> fills) {
    RestoredTables restored = new RestoredTables(tf, folder);
    for (TableFill fill : fills) {
      restored.add(graph, fill);
    }
    return restored;
  }

  private void add(Graph graph, TableFill fill) {
    String prefix = tf.scope().makeOpName("table_" + steps.size());
    graph.importGraphDef(GraphDef.newBuilder().addAllNode(fill.nodes().values()).build(), prefix);
    Output<?> keys = input(graph, prefix, column(fill, true), fill.types().key());
    Output<?> values = input(graph, prefix, column(fill, false), fill.types().value());
    boolean initialises = fill.op().equals("InitializeTableV2");
    Operation operation =
        op(fill.op())
            .addInput(graph.operationOrThrow(prefix + "/" + fill.table()).output(0))
            .addInput(keys)
            .addInput(values)
            .setAttr(initialises ? "Tkey" : "Tin", fill.types().key())
            .setAttr(initialises ? "Tval" : "Tout", fill.types().value())
            .build();
    steps.add(new Step(fill, operation, keys, values));
  }

  private static @Nullable Column column(TableFill fill, boolean keys) {
    return fill.content() instanceof Columns columns
        ? (keys ? columns.keys() : columns.values())
        : null;
  }

  private Output<?> input(Graph graph, String prefix, @Nullable Column column, DataType type) {
    return column instanceof Computed computed
        ? graph
            .operationOrThrow(prefix + "/" + computed.tensor().node())
            .output(computed.tensor().index())
        : op("Placeholder").setAttr("dtype", type).build().output(0);
  }

  /**
   * Reads the contents and fills the tables.
   *
   * @param session of the graph
   * @throws UnsupportedModelException if a file is missing or damaged, or does not fit its table
   */
  public void run(Session session) {
    for (Step step : steps) {
      List<Tensor> fed = new ArrayList<>();
      try {
        Session.Runner runner = session.runner().addTarget(step.operation());
        if (step.fill().content() instanceof Lines lines) {
          TableLines file = TableLines.read(folder, lines);
          TableFill.Types types = step.fill().types();
          feed(runner, step.keys(), column(file.keys(types.key()), types.key(), step), fed);
          feed(runner, step.values(), column(file.values(types.value()), types.value(), step), fed);
        } else {
          feed(runner, step, true, fed);
          feed(runner, step, false, fed);
        }
        runner.run().close();
      } catch (IOException | TensorFlowException e) {
        throw broken(step.fill(), Message.reason(e).text(), e);
      } finally {
        fed.forEach(Tensor::close);
      }
    }
  }

  private void feed(Session.Runner runner, Step step, boolean keys, List<Tensor> fed)
      throws IOException {
    if (column(step.fill(), keys) instanceof Stored stored) {
      StoredTensor tensor = CheckpointIndex.read(folder, CHECKPOINT, stored.key());
      DataType type = keys ? step.fill().types().key() : step.fill().types().value();
      if (tensor.type() != type) {
        throw new IOException("the checkpoint holds another type under '" + stored.key() + "'");
      }
      feed(runner, keys ? step.keys() : step.values(), tensor(tensor, step), fed);
    }
  }

  private static void feed(
      Session.Runner runner, Output<?> placeholder, Tensor value, List<Tensor> fed) {
    fed.add(value);
    runner.feed(placeholder, value);
  }

  private static Tensor tensor(StoredTensor stored, Step step) throws IOException {
    if (stored.type() == DataType.DT_STRING) {
      return strings(stored.strings(), stored.shape(), step);
    }
    return Tensor.of(
        type(stored.type(), step), stored.shape(), DataBuffers.of(stored.bytes().toByteArray()));
  }

  private static Class<? extends TType> type(DataType type, Step step) {
    Class<? extends TType> numbers = NUMBERS.get(type);
    if (numbers == null) {
      throw broken(
          step.fill(), Message.of("it is of %s, which cannot be restored", type.name()), null);
    }
    return numbers;
  }

  private static Tensor strings(List<byte[]> strings, Shape shape, Step step) {
    if (step.fill().types().value() == DataType.DT_STRING
        && strings.stream().anyMatch(string -> string.length > TableNodes.MAX_TEXT)) {
      throw broken(
          step.fill(), Message.of("it has texts of more than %s bytes", TableNodes.MAX_TEXT), null);
    }
    NdArray<byte[]> array = NdArrays.ofObjects(byte[].class, shape);
    int index = 0;
    for (NdArray<byte[]> element : array.scalars()) {
      element.setObject(strings.get(index++));
    }
    return TString.tensorOfBytes(array);
  }

  private static Tensor column(List<Object> values, DataType type, Step step) {
    Shape shape = Shape.of(values.size());
    if (type == DataType.DT_STRING) {
      return strings(values.stream().map(byte[].class::cast).toList(), shape, step);
    }
    Class<? extends TType> numbers = type(type, step);
    int size = TypeSizes.bytes(type);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(size, values.size())).order(ByteOrder.LITTLE_ENDIAN);
    for (Object value : values) {
      Number number = requireNonNull((Number) value);
      switch (type) {
        case DT_FLOAT -> bytes.putFloat(number.floatValue());
        case DT_DOUBLE -> bytes.putDouble(number.doubleValue());
        case DT_INT32 -> bytes.putInt(number.intValue());
        case DT_INT64 -> bytes.putLong(number.longValue());
        default -> bytes.put((byte) (number.longValue() == 0 ? 0 : 1));
      }
    }
    return Tensor.of(numbers, shape, DataBuffers.of(bytes.array()));
  }

  private static UnsupportedModelException broken(
      TableFill fill, String why, @Nullable Exception cause) {
    return new UnsupportedModelException(
        Message.of(
            "The table '%s' cannot be filled: %s.\n"
                + "Maybe a file of the SavedModel was damaged, or comes from another export.",
            fill.table(), Message.part(CharMatcher.is('.').trimTrailingFrom(why))),
        cause);
  }

  private OperationBuilder op(String op) {
    return tf.scope().opBuilder(op, op);
  }
}
