package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;

/** An op that writes, reads, prints or ends the process, in a place where it may be overlooked. */
final class HiddenOp {
  private static final ImmutableList<String> DANGEROUS =
      ImmutableList.of(
          "WriteFile",
          "WriteFile",
          "SaveV2",
          "SaveV2",
          "MergeV2Checkpoints",
          "MergeV2Checkpoints",
          "Save",
          "ReadFile",
          "MatchingFiles",
          "PrintV2",
          "EagerPyFunc",
          "PyFunc",
          "Abort",
          "RestoreV2",
          "ImmutableConst",
          "RandomUniform",
          "TextLineReaderV2",
          "FIFOQueueV2",
          "CreateSummaryFileWriter",
          "Timestamp",
          "ShardedFilename");

  private static final String HELPER = "hostile_helper";

  private final Random random;
  private final ImmutableSet<String> path;
  private final OpDef op;
  private String place = "";

  HiddenOp(Random random, ImmutableSet<String> path) {
    this.random = random;
    this.path = path;
    String name = DANGEROUS.get(random.nextInt(DANGEROUS.size()));
    op =
        TensorFlow.registeredOpList().getOpList().stream()
            .filter(known -> known.getName().equals(name))
            .findFirst()
            .orElseThrow();
  }

  @Override
  public String toString() {
    return op.getName() + " " + place;
  }

  /** The model with the op hidden in it. */
  SavedModel in(SavedModel model) {
    PathEdit edit = PathEdit.of(model, path, random);
    switch (random.nextInt(15)) {
      case 0 -> {
        var unused = beside(edit);
      }
      case 1 -> ahead(edit);
      case 2, 3 -> {
        place = "called";
        edit.add(helper());
        boolean byName = random.nextBoolean();
        edit.redirect(
            edit.add(
                byName
                    ? HELPER
                    : random.nextBoolean() ? "PartitionedCall" : "StatefulPartitionedCall",
                byName ? "y" : "output",
                List.of(edit.input()),
                byName ? Map.of() : call()));
      }
      case 4 -> {
        place = "in a gradient function";
        edit.add(helper());
        return gradient(edit);
      }
      case 5, 6 -> branches(edit);
      case 7 -> loop(edit);
      case 8 -> {
        place = "as init op";
        return init(beside(edit));
      }
      case 9 -> {
        place = "as restore op";
        return restore(beside(edit));
      }
      case 10 -> {
        place = "in an attribute";
        edit.add(helper());
        NameAttrList function = NameAttrList.newBuilder().setName(HELPER).build();
        AttrValue value = AttrValue.newBuilder().setFunc(function).build();
        for (int i = random.nextInt(3); i > 0; i--) {
          value =
              AttrValue.newBuilder()
                  .setList(
                      AttrValue.ListValue.newBuilder()
                          .addFunc(NameAttrList.newBuilder().setName(HELPER).putAttr("f", value)))
                  .build();
        }
        edit.attribute(random.nextBoolean() ? "_f" : "f", value);
      }
      case 11 -> {
        place = "among the results of a function";
        String node = nodes(edit);
        return controlReturn(edit, node);
      }
      case 12 -> {
        place = "in another graph";
        return otherGraph(model);
      }
      case 13 -> {
        place = "in a function that is called like an op";
        String name = List.of("Relu", "Identity", "AddV2", "Const", "relu").get(random.nextInt(5));
        edit.add(helper().toBuilder().setSignature(signature().toBuilder().setName(name)).build());
      }
      default -> {
        place = "in the signature";
        return signature(beside(edit));
      }
    }
    return edit.done().build();
  }

  private PathEdit beside(PathEdit edit) {
    place = place.isEmpty() ? "beside" : place;
    String unused = nodes(edit);
    return edit;
  }

  private void ahead(PathEdit edit) {
    place = "as a control input";
    edit.control(nodes(edit));
  }

  /** The dangerous node and what it reads; returns its name. */
  private String nodes(PathEdit edit) {
    List<NodeDef> made = nodes(edit.inFunction());
    made.forEach(edit::add);
    return made.get(made.size() - 1).getName();
  }

  private List<NodeDef> nodes(boolean inFunction) {
    List<NodeDef> nodes = new ArrayList<>();
    NodeDef.Builder node =
        NodeDef.newBuilder().setName("hostile_" + op.getName()).setOp(op.getName());
    for (OpDef.AttrDef attribute : op.getAttrList()) {
      if (!attribute.hasDefaultValue()) {
        node.putAttr(attribute.getName(), value(attribute));
      }
    }
    for (OpDef.ArgDef argument : op.getInputArgList()) {
      DataType type =
          argument.getType() == DataType.DT_INVALID ? DataType.DT_FLOAT : argument.getType();
      String name = "hostile_argument_" + nodes.size();
      nodes.add(
          NodeDef.newBuilder()
              .setName(name)
              .setOp("Const")
              .putAttr("dtype", GraphMaker.type(type))
              .putAttr("value", AttrValue.newBuilder().setTensor(tensor(argument, type)).build())
              .build());
      node.addInput(inFunction ? name + ":output:0" : name);
    }
    nodes.add(node.build());
    return nodes;
  }

  private static AttrValue value(OpDef.AttrDef attribute) {
    return switch (attribute.getType()) {
      case "type" -> GraphMaker.type(DataType.DT_FLOAT);
      case "list(type)" ->
          AttrValue.newBuilder()
              .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
              .build();
      case "int" -> AttrValue.newBuilder().setI(1).build();
      case "shape" -> AttrValue.newBuilder().setShape(GraphMaker.shape(2)).build();
      default -> GraphMaker.text(target());
    };
  }

  /** Where it would be seen: over the canary, beside it, or in the folder of the process. */
  private static String target() {
    return FuzzWorker.canary().toString();
  }

  private TensorProto tensor(OpDef.ArgDef argument, DataType type) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(type);
    boolean vector =
        argument.getName().matches("tensor_names|shape_and_slices|checkpoint_prefixes");
    if (vector || argument.getName().equals("shape")) {
      tensor.setTensorShape(GraphMaker.shape(1));
    }
    if (type == DataType.DT_STRING) {
      String text =
          argument.getName().equals("shape_and_slices")
              ? ""
              : List.of(target(), target() + "_new", "relative").get(random.nextInt(3));
      tensor.addStringVal(ByteString.copyFromUtf8(text));
    } else if (type == DataType.DT_FLOAT) {
      tensor.addFloatVal(1);
    } else {
      tensor.addIntVal(1);
    }
    return tensor.build();
  }

  private static OpDef signature() {
    return OpDef.newBuilder()
        .setName(HELPER)
        .addInputArg(OpDef.ArgDef.newBuilder().setName("x").setType(DataType.DT_FLOAT))
        .addOutputArg(OpDef.ArgDef.newBuilder().setName("y").setType(DataType.DT_FLOAT))
        .build();
  }

  /** A function that passes its argument on, and has the op in it. */
  private FunctionDef helper() {
    List<NodeDef> nodes = nodes(true);
    String dangerous = nodes.get(nodes.size() - 1).getName();
    NodeDef.Builder pass =
        NodeDef.newBuilder()
            .setName("pass")
            .setOp("Identity")
            .addInput("x")
            .putAttr("T", GraphMaker.type(DataType.DT_FLOAT));
    if (random.nextBoolean()) {
      pass.addInput("^" + dangerous);
    }
    FunctionDef.Builder function =
        FunctionDef.newBuilder()
            .setSignature(signature())
            .addAllNodeDef(nodes)
            .addNodeDef(pass)
            .putRet("y", "pass:output:0");
    if (random.nextBoolean()) {
      function.putControlRet(dangerous, dangerous);
      function.getSignatureBuilder().addControlOutput(dangerous).setIsStateful(true);
    }
    return function.build();
  }

  private static Map<String, AttrValue> call() {
    return Map.of("f", GraphMaker.function(HELPER), "Tin", floats(), "Tout", floats());
  }

  private static AttrValue floats() {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
        .build();
  }

  private SavedModel gradient(PathEdit edit) {
    String of = edit.functionName();
    if (random.nextBoolean()) {
      edit.attribute("_gradient_op_type", GraphMaker.text(HELPER));
    }
    SavedModel.Builder model = edit.done();
    model
        .getMetaGraphsBuilder(0)
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .addGradient(
            GradientDef.newBuilder()
                .setFunctionName(of.isEmpty() ? "Relu" : of)
                .setGradientFunc(HELPER));
    return model.build();
  }

  private void branches(PathEdit edit) {
    place = "in a branch";
    edit.add(helper());
    FunctionDef clean =
        FunctionDef.newBuilder()
            .setSignature(signature().toBuilder().setName("hostile_clean"))
            .putRet("y", "x")
            .build();
    edit.add(clean);
    String index =
        edit.add(
            "Const",
            "output",
            List.of(),
            Map.of(
                "dtype",
                GraphMaker.type(DataType.DT_INT32),
                "value",
                AttrValue.newBuilder()
                    .setTensor(
                        TensorProto.newBuilder()
                            .setDtype(DataType.DT_INT32)
                            .addIntVal(random.nextInt(4) - 1))
                    .build()));
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (int i = 0; i < 3; i++) {
      list.addFunc(
          NameAttrList.newBuilder().setName(random.nextBoolean() ? HELPER : "hostile_clean"));
    }
    edit.redirect(
        edit.add(
            random.nextBoolean() ? "Case" : "StatelessCase",
            "output",
            List.of(index, edit.input()),
            Map.of(
                "branches",
                AttrValue.newBuilder().setList(list).build(),
                "Tin",
                floats(),
                "Tout",
                floats())));
  }

  private void loop(PathEdit edit) {
    place = "in a loop";
    edit.add(helper());
    edit.redirect(
        edit.add(
            random.nextBoolean() ? "While" : "StatelessWhile",
            "output",
            List.of(edit.input()),
            Map.of(
                "cond",
                GraphMaker.function(HELPER),
                "body",
                GraphMaker.function(HELPER),
                "T",
                floats())));
  }

  private String hidden() {
    return "hostile_" + op.getName();
  }

  private SavedModel init(PathEdit edit) {
    SavedModel.Builder model = edit.done();
    MetaGraphDef.Builder graph = model.getMetaGraphsBuilder(0);
    if (random.nextBoolean()) {
      graph.putCollectionDef(
          "saved_model_main_op",
          CollectionDef.newBuilder()
              .setNodeList(CollectionDef.NodeList.newBuilder().addValue(hidden()))
              .build());
    } else {
      graph.putSignatureDef(
          "__saved_model_init_op",
          SignatureDef.newBuilder()
              .putOutputs(
                  "__saved_model_init_op", TensorInfo.newBuilder().setName(hidden()).build())
              .build());
    }
    return model.build();
  }

  private SavedModel restore(PathEdit edit) {
    SavedModel.Builder model = edit.done();
    MetaGraphDef.Builder metaGraph = model.getMetaGraphsBuilder(0);
    String old = metaGraph.getSaverDef().getRestoreOpName();
    if (random.nextBoolean()) {
      metaGraph.getSaverDefBuilder().setRestoreOpName(hidden()).setSaveTensorName(hidden());
      return model.build();
    }
    GraphDef.Builder graph = metaGraph.getGraphDefBuilder();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (graph.getNode(i).getName().equals(old)) {
        graph.getNodeBuilder(i).addInput("^" + hidden());
      }
    }
    return model.build();
  }

  private SavedModel controlReturn(PathEdit edit, String node) {
    SavedModel.Builder model = edit.done();
    for (FunctionDef.Builder function :
        model
            .getMetaGraphsBuilder(0)
            .getGraphDefBuilder()
            .getLibraryBuilder()
            .getFunctionBuilderList()) {
      if (function.getSignature().getName().equals(edit.functionName())) {
        function.putControlRet(node, node);
        function.getSignatureBuilder().addControlOutput(node);
      }
    }
    return model.build();
  }

  private SavedModel otherGraph(SavedModel model) {
    MetaGraphDef.Builder other = model.getMetaGraphs(0).toBuilder();
    nodes(false).forEach(other.getGraphDefBuilder()::addNode);
    if (random.nextBoolean()) {
      other.getMetaInfoDefBuilder().clearTags().addTags("train");
    }
    return random.nextBoolean()
        ? model.toBuilder().addMetaGraphs(other).build()
        : model.toBuilder().addMetaGraphs(0, other).build();
  }

  private SavedModel signature(PathEdit edit) {
    SavedModel.Builder model = edit.done();
    MetaGraphDef.Builder graph = model.getMetaGraphsBuilder(0);
    for (String key : List.copyOf(graph.getSignatureDefMap().keySet())) {
      SignatureDef.Builder signature = graph.getSignatureDefOrThrow(key).toBuilder();
      signature.putOutputs(
          "hostile",
          TensorInfo.newBuilder().setName(hidden() + ":0").setDtype(DataType.DT_FLOAT).build());
      graph.putSignatureDef(key, signature.build());
    }
    return model.build();
  }
}
