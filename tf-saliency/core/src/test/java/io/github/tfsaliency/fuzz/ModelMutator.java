package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Changes a SavedModel's graph in ways that a parser accepts. */
final class ModelMutator {
  private static final ImmutableList<String> NAMES =
      ImmutableList.of("", ":", "a:-1", "a:999999999", "^", "a:b:c", "_x", "a b", "\n", "^a:0");
  private static final ImmutableList<String> OPS =
      ImmutableList.of(
          "Relu",
          "Softmax",
          "Reshape",
          "MatMul",
          "Conv2D",
          "MaxPool",
          "AvgPool",
          "BiasAdd",
          "Pad",
          "Transpose",
          "Mean",
          "Sum",
          "Concat",
          "ConcatV2",
          "Split",
          "Unpack",
          "Pack",
          "Tile",
          "ResizeBilinear",
          "ResizeNearestNeighbor",
          "DepthToSpace",
          "SpaceToDepth",
          "LRN",
          "Fill",
          "BroadcastTo",
          "GatherV2",
          "StridedSlice",
          "Slice",
          "OneHot",
          "Range",
          "Cumsum",
          "Svd",
          "FFT2D",
          "Cast",
          "IdentityN",
          "Identity",
          "Einsum",
          "BatchMatMulV2",
          "TopKV2",
          "Where",
          "FusedBatchNormV3",
          "DepthwiseConv2dNative",
          "Conv2DBackpropInput",
          "MirrorPad",
          "Lu",
          "FractionalMaxPool",
          "SpaceToBatchND",
          "BatchToSpaceND",
          "MatrixBandPart",
          "ReverseV2",
          "TensorListFromTensor",
          "TensorListStack",
          "If",
          "While",
          "StatelessIf",
          "Switch",
          "Merge",
          "HashTableV2",
          "StopGradient",
          "PartitionedCall",
          "Unique",
          "ExtractImagePatches",
          "CropAndResize",
          "NthElement",
          "Bucketize",
          "Dilation2D",
          "Conv3D",
          "Const",
          "ReadFile",
          "Placeholder",
          "PlaceholderWithDefault",
          "VarHandleOp",
          "ReadVariableOp",
          "NoOp");

  private final Random random;
  private final ImmutableSet<String> path;
  private final ProtoMutator fields;

  ModelMutator(Random random, ImmutableSet<String> path, ProtoMutator fields) {
    this.random = random;
    this.path = path;
    this.fields = fields;
  }

  SavedModel mutate(SavedModel model) {
    SavedModel changed = model;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      changed = mutateOnce(changed);
    }
    return changed;
  }

  private SavedModel mutateOnce(SavedModel model) {
    return switch (random.nextInt(20)) {
      case 0 -> any(model, fields::mutate);
      case 1 -> on(SignatureDef.class, model, fields::mutate);
      case 2 -> on(TensorInfo.class, model, this::rename);
      case 3 -> on(TensorProto.class, model, fields::mutate);
      case 4 -> on(TensorProto.class, model, this::hugeTensor);
      case 5 -> on(FunctionDef.class, model, fields::mutate);
      case 6 -> on(FunctionDef.class, model, this::cycle);
      case 7 -> on(FunctionDefLibrary.class, model, this::calls);
      case 8 -> node(model, this::oddInput);
      case 9 -> node(model, this::otherOp);
      case 10 -> node(model, this::oddAttribute);
      case 11 -> on(AttrValue.class, model, this::deep);
      case 12 -> on(TensorShapeProto.class, model, fields::mutate);
      case 13, 14, 15 -> node(model, this::mutateAttribute);
      default -> node(model, fields::mutate);
    };
  }

  private SavedModel any(SavedModel model, UnaryOperator<Message> change) {
    return (SavedModel) ProtoMutator.replaceOne(model, message -> true, random, change);
  }

  private <T extends Message> SavedModel on(
      Class<T> type, SavedModel model, Function<T, Message> change) {
    return (SavedModel)
        ProtoMutator.replaceOne(
            model, type::isInstance, random, message -> change.apply(type.cast(message)));
  }

  /** Changes a node, mostly one between input and output: the others hardly matter. */
  private SavedModel node(SavedModel model, UnaryOperator<Message> change) {
    boolean anywhere = random.nextInt(5) == 0;
    return (SavedModel)
        ProtoMutator.replaceOne(
            model,
            message ->
                message instanceof NodeDef node && (anywhere || path.contains(node.getName())),
            random,
            change);
  }

  private Message mutateAttribute(Message message) {
    NodeDef node = (NodeDef) message;
    List<String> keys = new ArrayList<>(node.getAttrMap().keySet());
    if (keys.isEmpty()) {
      return node;
    }
    String key = keys.get(random.nextInt(keys.size()));
    return node.toBuilder()
        .putAttr(key, (AttrValue) fields.mutate(node.getAttrOrThrow(key)))
        .build();
  }

  private TensorInfo rename(TensorInfo info) {
    return info.toBuilder().setName(NAMES.get(random.nextInt(NAMES.size()))).build();
  }

  private TensorProto hugeTensor(TensorProto tensor) {
    TensorProto.Builder builder = tensor.toBuilder();
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    long[] sizes = {0, -1, 1, 1000, 60_000, 1 << 20, 1L << 31, 1L << 40, Long.MAX_VALUE};
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 300 : 5); i > 0; i--) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(sizes[random.nextInt(sizes.length)]));
    }
    builder.setTensorShape(shape);
    switch (random.nextInt(4)) {
      case 0 -> builder.clearTensorContent().addFloatVal(1);
      case 1 -> builder.setTensorContent(ByteString.copyFrom(new byte[random.nextInt(5000)]));
      case 2 -> {
        builder.setDtype(DataType.DT_STRING);
        for (int i = 0; i < 30_000; i++) {
          builder.addStringVal(ByteString.EMPTY);
        }
      }
      default -> builder.setDtypeValue(random.nextInt(160));
    }
    return builder.build();
  }

  private FunctionDef cycle(FunctionDef function) {
    if (function.getNodeDefCount() < 2) {
      return function;
    }
    int from = random.nextInt(function.getNodeDefCount());
    NodeDef node = function.getNodeDef(from);
    NodeDef other = function.getNodeDef(random.nextInt(function.getNodeDefCount()));
    NodeDef.Builder changed = node.toBuilder();
    String source = (random.nextBoolean() ? node : other).getName();
    if (node.getInputCount() > 0 && random.nextInt(4) > 0) {
      String old = node.getInput(0);
      int colon = old.indexOf(':');
      changed.setInput(
          random.nextInt(node.getInputCount()), source + (colon < 0 ? "" : old.substring(colon)));
    } else {
      changed.setName(source);
    }
    return function.toBuilder().setNodeDef(from, changed).build();
  }

  /** Functions that call each other: in circles, or twice as often at every level. */
  private FunctionDefLibrary calls(FunctionDefLibrary library) {
    int count = library.getFunctionCount();
    if (count == 0) {
      return library;
    }
    int index = random.nextInt(count);
    FunctionDef function = library.getFunction(index);
    String name = function.getSignature().getName();
    FunctionDefLibrary.Builder builder = library.toBuilder();
    switch (random.nextInt(4)) {
      case 0 -> builder.addFunction(function);
      case 1 -> {
        String callee = library.getFunction(random.nextInt(count)).getSignature().getName();
        builder.setFunction(index, function.toBuilder().addNodeDef(call("again", callee)));
      }
      case 2 -> {
        String other = library.getFunction(random.nextInt(count)).getSignature().getName();
        builder.setFunction(
            index,
            function.toBuilder().setSignature(function.getSignature().toBuilder().setName(other)));
      }
      default -> {
        int levels = 2 + random.nextInt(50);
        builder.setFunction(index, function.toBuilder().addNodeDef(call("blow_up", name + "_0")));
        for (int level = 0; level < levels; level++) {
          FunctionDef.Builder doubled =
              FunctionDef.newBuilder().setSignature(OpDef.newBuilder().setName(name + "_" + level));
          for (int i = 0; level + 1 < levels && i < 2; i++) {
            doubled.addNodeDef(call("call_" + i, name + "_" + (level + 1)));
          }
          builder.addFunction(doubled);
        }
      }
    }
    return builder.build();
  }

  private NodeDef call(String name, String callee) {
    NodeDef.Builder node = NodeDef.newBuilder().setName(name);
    if (random.nextBoolean()) {
      return node.setOp(callee).build();
    }
    NameAttrList function = NameAttrList.newBuilder().setName(callee).build();
    return node.setOp("StatefulPartitionedCall")
        .putAttr("f", AttrValue.newBuilder().setFunc(function).build())
        .build();
  }

  private Message oddInput(Message message) {
    NodeDef node = (NodeDef) message;
    String odd = NAMES.get(random.nextInt(NAMES.size()));
    return node.getInputCount() == 0 || random.nextInt(4) == 0
        ? node.toBuilder().addInput(odd).build()
        : node.toBuilder().setInput(random.nextInt(node.getInputCount()), odd).build();
  }

  private Message otherOp(Message message) {
    return ((NodeDef) message).toBuilder().setOp(OPS.get(random.nextInt(OPS.size()))).build();
  }

  private Message oddAttribute(Message message) {
    NodeDef.Builder node = ((NodeDef) message).toBuilder();
    switch (random.nextInt(8)) {
      case 0 -> node.putAttr("_gradient_op_type", text("CustomGradient-1"));
      case 1 -> node.putAttr("_XlaMustCompile", AttrValue.newBuilder().setB(true).build());
      case 2 ->
          node.putAttr(
              "_class",
              AttrValue.newBuilder()
                  .setList(
                      AttrValue.ListValue.newBuilder()
                          .addS(ByteString.copyFromUtf8("loc:@" + node.getName())))
                  .build());
      case 3 -> node.putAttr("_output_shapes", text("lie"));
      case 4 -> node.putAttr("_kernel", text("no_such_kernel"));
      case 5 -> node.setDevice("/job:evil/replica:0/task:0/device:GPU:99");
      case 6 -> node.putAttr("shared_name", text("shared"));
      default -> node.putAttr("container", text("../container"));
    }
    return node.build();
  }

  private static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  private AttrValue deep(AttrValue attribute) {
    AttrValue deep = attribute;
    for (int i = random.nextInt(60); i > 0; i--) {
      deep =
          AttrValue.newBuilder()
              .setFunc(NameAttrList.newBuilder().setName("f").putAttr("a", deep))
              .build();
    }
    return deep;
  }
}
