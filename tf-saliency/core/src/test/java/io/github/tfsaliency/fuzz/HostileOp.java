package io.github.tfsaliency.fuzz;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.graph.check.AllowedOps;
import io.github.tfsaliency.op.OpListFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;

/**
 * One allowed op between a float input and a float output, with drawn attributes, types, shapes and
 * values. An input may hide its shape and its values until the model runs: then no check of the
 * graph stands between them and the kernel.
 */
final class HostileOp implements FuzzCase {
  /** What an attribute that names a function names. */
  static final String FUNCTION = "f";

  /** Ops that are drawn from, in the place of all. */
  static final String ONLY = "fuzz.ops";

  private static final ImmutableMap<String, OpDef> DEFINITIONS =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(toImmutableMap(OpDef::getName, op -> op));

  private static final ImmutableList<String> OPS = ops();

  private static final ImmutableSet<DataType> FLOATING =
      ImmutableSet.of(
          DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16);

  private static final ImmutableSet<DataType> CASTABLE =
      ImmutableSet.<DataType>builder()
          .addAll(FLOATING)
          .add(DataType.DT_BOOL, DataType.DT_UINT8, DataType.DT_INT8, DataType.DT_UINT16)
          .add(DataType.DT_INT16, DataType.DT_INT32, DataType.DT_INT64, DataType.DT_UINT32)
          .add(DataType.DT_UINT64, DataType.DT_COMPLEX64, DataType.DT_COMPLEX128)
          .build();

  private static final String VARIABLE = "v";
  private static final byte[] WEIGHTS = HostileValues.bytes(1, 2, 3, 4, 5, 6);

  private final Random random;
  private final OpDef op;
  private HostileValues values;
  private GraphMaker graph;
  private SavedModel model;

  HostileOp(Random random) {
    this.random = random;
    op = requireNonNull(DEFINITIONS.get(OPS.get(random.nextInt(OPS.size()))));
    draw();
  }

  /** All that may run, or those that {@code -Dfuzz.ops=A,B} names. */
  private static ImmutableList<String> ops() {
    String named = System.getProperty(ONLY, "");
    if (!named.isEmpty()) {
      return ImmutableList.copyOf(Splitter.on(',').split(named));
    }
    List<String> lines = OpListFile.lines(AllowedOps.class, "allowed-ops.txt");
    return lines.subList(lines.indexOf("[anywhere]") + 1, lines.indexOf("[elsewhere]")).stream()
        .flatMap(line -> Splitter.on(' ').omitEmptyStrings().splitToStream(line))
        .filter(DEFINITIONS::containsKey)
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public String about() {
    return op.getName();
  }

  @Override
  public boolean redraw() {
    draw();
    return true;
  }

  @Override
  public ModelLoader loader(Path folder) {
    return Model.from(folder);
  }

  @Override
  public void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("variables"));
    Files.write(folder.resolve(FuzzSeed.GRAPH), model.toByteArray());
    Files.write(folder.resolve(FuzzSeed.DATA), WEIGHTS);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("", BundleHeaderProto.newBuilder().setNumShards(1).build().toByteArray());
    entries.put(
        VARIABLE,
        BundleEntryProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setShape(GraphMaker.shape(2, 3))
            .setSize(WEIGHTS.length)
            .setCrc32C(CheckpointMutator.maskedCrc(WEIGHTS, 0, WEIGHTS.length))
            .build()
            .toByteArray());
    Files.write(folder.resolve(FuzzSeed.INDEX), CheckpointMutator.table(entries));
  }

  private void draw() {
    values = new HostileValues(random);
    graph = new GraphMaker();
    String input = graph.placeholder(DataType.DT_FLOAT, -1, 3);
    String fed = graph.sum(input);
    Map<String, AttrValue> attributes = new LinkedHashMap<>();
    for (OpDef.AttrDef attribute : op.getAttrList()) {
      attributes.put(attribute.getName(), values.attribute(attribute));
    }
    List<String> inputs = new ArrayList<>();
    List<DataType> inputTypes = new ArrayList<>();
    for (OpDef.ArgDef argument : op.getInputArgList()) {
      for (DataType type : types(argument, attributes)) {
        inputs.add(source(argument.getName(), type, fed));
        inputTypes.add(type);
      }
    }
    String node = graph.add(op.getName(), inputs, attributes);
    String score = fed;
    int index = 0;
    List<DataType> outputTypes = new ArrayList<>();
    for (OpDef.ArgDef argument : op.getOutputArgList()) {
      for (DataType type : types(argument, attributes)) {
        outputTypes.add(type);
        String floats = floats(node + ":" + index++, type);
        if (!floats.isEmpty()) {
          score = graph.binary("AddV2", DataType.DT_FLOAT, score, graph.sum(floats));
        }
      }
    }
    if (attributes.containsValue(GraphMaker.function(FUNCTION))) {
      graph.add(function(inputTypes, outputTypes));
    }
    String output = graph.binary("AddV2", DataType.DT_FLOAT, input, score);
    model = graph.model(input, output);
  }

  private static List<DataType> types(OpDef.ArgDef argument, Map<String, AttrValue> attributes) {
    if (!argument.getTypeListAttr().isEmpty()) {
      return requireNonNull(attributes.get(argument.getTypeListAttr())).getList().getTypeList();
    }
    DataType type =
        argument.getTypeAttr().isEmpty()
            ? argument.getType()
            : requireNonNull(attributes.get(argument.getTypeAttr())).getType();
    long count =
        argument.getNumberAttr().isEmpty()
            ? 1
            : Math.max(
                0, Math.min(8, requireNonNull(attributes.get(argument.getNumberAttr())).getI()));
    return Collections.nCopies((int) count, type);
  }

  /** A tensor of that type: a constant, or one that is known only when the model runs. */
  private String source(String argument, DataType type, String fed) {
    if (type == DataType.DT_RESOURCE) {
      return resource();
    }
    if (type == DataType.DT_VARIANT) {
      return list(fed);
    }
    long[] shape = values.shape(argument, type);
    String tensor = graph.constant(values.tensor(type, shape));
    if (CASTABLE.contains(type) && random.nextInt(3) > 0) {
      // Zero, though nobody knows before the model runs; of floats the gradient shall pass.
      String factor = graph.scalar(DataType.DT_FLOAT, FLOATING.contains(type) ? 1 : 0);
      String added =
          graph.cast(graph.binary("Mul", DataType.DT_FLOAT, fed, factor), DataType.DT_FLOAT, type);
      tensor = graph.binary(type == DataType.DT_BOOL ? "LogicalOr" : "AddV2", type, tensor, added);
    }
    return random.nextInt(3) == 0 ? hidden(tensor, type, shape, fed) : tensor;
  }

  /** The same tensor, of a shape or even a rank that is known only when the model runs. */
  private String hidden(String tensor, DataType type, long[] shape, String fed) {
    String zero =
        graph.cast(
            graph.binary("Mul", DataType.DT_FLOAT, fed, graph.scalar(DataType.DT_FLOAT, 0)),
            DataType.DT_FLOAT,
            DataType.DT_INT64);
    String sizes = graph.binary("AddV2", DataType.DT_INT64, graph.integers(shape), zero);
    if (random.nextBoolean()) {
      String rank =
          graph.binary(
              "AddV2", DataType.DT_INT64, graph.scalar(DataType.DT_INT64, shape.length), zero);
      String positions =
          graph.add(
              "Range",
              List.of(graph.scalar(DataType.DT_INT64, 0), rank, graph.scalar(DataType.DT_INT64, 1)),
              Map.of("Tidx", GraphMaker.type(DataType.DT_INT64)));
      sizes =
          graph.add(
              "GatherV2",
              List.of(sizes, positions, graph.scalar(DataType.DT_INT64, 0)),
              Map.of(
                  "Tparams",
                  GraphMaker.type(DataType.DT_INT64),
                  "Tindices",
                  GraphMaker.type(DataType.DT_INT64),
                  "Taxis",
                  GraphMaker.type(DataType.DT_INT64)));
    }
    return graph.add(
        "Reshape",
        List.of(tensor, sizes),
        Map.of("T", GraphMaker.type(type), "Tshape", GraphMaker.type(DataType.DT_INT64)));
  }

  private String resource() {
    if (random.nextBoolean()) {
      return graph.variable(VARIABLE, 2, 3);
    }
    return graph.add(
        values.rarely(2) ? "HashTableV2" : "MutableHashTableV2",
        List.of(),
        Map.of(
            "key_dtype",
            GraphMaker.type(DataType.DT_STRING),
            "value_dtype",
            GraphMaker.type(DataType.DT_INT64)));
  }

  /** A list of tensors, whose length may be hidden. */
  private String list(String fed) {
    String length = graph.scalar(DataType.DT_INT32, (int) values.number());
    if (random.nextBoolean()) {
      String hidden = graph.cast(fed, DataType.DT_FLOAT, DataType.DT_INT32);
      length = graph.binary("AddV2", DataType.DT_INT32, length, hidden);
    }
    return graph.add(
        values.rarely(2) ? "TensorListReserve" : "EmptyTensorList",
        List.of(graph.integers(2, 3), length),
        Map.of(
            "element_dtype",
            GraphMaker.type(DataType.DT_FLOAT),
            "shape_type",
            GraphMaker.type(DataType.DT_INT64)));
  }

  /** What an output becomes on its way to the score; empty if it has no way. */
  private String floats(String output, DataType type) {
    if (CASTABLE.contains(type)) {
      return graph.cast(output, type, DataType.DT_FLOAT);
    }
    switch (type) {
      case DT_STRING -> {
        boolean hash = random.nextBoolean();
        String number =
            graph.add(
                hash ? "StringToHashBucketFast" : "StringLength",
                List.of(output),
                hash ? Map.of("num_buckets", AttrValue.newBuilder().setI(10).build()) : Map.of());
        return graph.cast(number, hash ? DataType.DT_INT64 : DataType.DT_INT32, DataType.DT_FLOAT);
      }
      case DT_VARIANT -> {
        return graph.cast(
            graph.add("TensorListLength", List.of(output), Map.of()),
            DataType.DT_INT32,
            DataType.DT_FLOAT);
      }
      case DT_RESOURCE -> {
        return graph.cast(
            graph.add("LookupTableSizeV2", List.of(output), Map.of()),
            DataType.DT_INT64,
            DataType.DT_FLOAT);
      }
      default -> {
        return "";
      }
    }
  }

  /** Passes on what it can and makes up the rest. */
  private FunctionDef function(List<DataType> inputTypes, List<DataType> outputTypes) {
    OpDef.Builder signature = OpDef.newBuilder().setName(FUNCTION);
    FunctionDef.Builder function = FunctionDef.newBuilder();
    for (int i = 0; i < inputTypes.size(); i++) {
      signature.addInputArg(OpDef.ArgDef.newBuilder().setName("in" + i).setType(inputTypes.get(i)));
    }
    for (int i = 0; i < outputTypes.size(); i++) {
      DataType type = outputTypes.get(i);
      signature.addOutputArg(OpDef.ArgDef.newBuilder().setName("out" + i).setType(type));
      if (i < inputTypes.size() && inputTypes.get(i) == type) {
        function.putRet("out" + i, "in" + i);
      } else {
        function.addNodeDef(
            NodeDef.newBuilder()
                .setName("c" + i)
                .setOp("Const")
                .putAttr("dtype", GraphMaker.type(type))
                .putAttr(
                    "value",
                    AttrValue.newBuilder().setTensor(values.tensor(type, new long[0])).build()));
        function.putRet("out" + i, "c" + i + ":output:0");
      }
    }
    return function.setSignature(signature).build();
  }
}
