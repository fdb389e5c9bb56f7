package io.github.tfsaliency.cli;

import com.google.gson.Gson;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** SavedModels whose strings clear the screen, forge lines, run backwards and do not end. */
final class HostileStrings {
  static final String FORGED = "FORGED";

  /** What is appended to every string of a kind. */
  static final String SUFFIX =
      "\u001b[2J\r\n" + FORGED + "\u202e\u200b\u2028\ue000=" + "x".repeat(10_000);

  /** The same within the limits of file names. */
  static final String FILE_NAME = "=a\u001b[2J\n" + FORGED + "\u202e\u200b";

  private static final String ENCODING = "{\"offset\": 0, \"scale\": 255, \"channels\": \"rgb\"}";

  private final SavedModel model;
  private final Path original;

  HostileStrings(Path original) throws IOException {
    this.original = original;
    this.model = SavedModel.parseFrom(Files.readAllBytes(original.resolve("saved_model.pb")));
  }

  /** The fields of the file that hold strings, by their full names. */
  Set<String> kinds() {
    Set<String> kinds = new TreeSet<>();
    var unused =
        mutate(
            model,
            (field, text) -> {
              kinds.add(field.getFullName());
              return text;
            });
    return kinds;
  }

  /** A model of which all strings of some kinds are hostile. */
  void write(Path folder, Set<String> kinds) throws IOException {
    Message hostile =
        mutate(model, (field, text) -> kinds.contains(field.getFullName()) ? text + SUFFIX : text);
    write(folder, ((SavedModel) hostile).toByteString());
    writeCard(folder, "{\"encoding\": " + ENCODING + "}");
  }

  /** A model that loads, of which everything that a user reads is hostile. */
  void writeLoadable(Path folder) throws IOException {
    SavedModel.Builder changed = model.toBuilder();
    var graph = changed.getMetaGraphsBuilder(0);
    var signature = graph.getSignatureDefOrThrow("serving_default");
    var renamed = signature.toBuilder().clearInputs().clearOutputs().setMethodName(SUFFIX);
    signature.getInputsMap().forEach((name, tensor) -> renamed.putInputs(name + SUFFIX, tensor));
    signature.getOutputsMap().forEach((name, tensor) -> renamed.putOutputs(name + SUFFIX, tensor));
    graph.clearSignatureDef().putSignatureDef(SUFFIX, renamed.build());
    graph.getMetaInfoDefBuilder().setTensorflowVersion(SUFFIX);
    for (NodeDef.Builder node : graph.getGraphDefBuilder().getNodeBuilderList()) {
      AttrValue shared = node.getAttrMap().get("shared_name");
      if (shared != null) {
        ByteString name = shared.getS().concat(ByteString.copyFromUtf8(SUFFIX));
        node.putAttr("shared_name", AttrValue.newBuilder().setS(name).build());
      }
      node.putAttr("_" + SUFFIX, AttrValue.newBuilder().setB(true).build());
    }
    Set<String> functions = new TreeSet<>();
    graph
        .getGraphDef()
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.add(function.getSignature().getName()));
    UnaryOperator<String> rename = text -> functions.contains(text) ? text + SUFFIX : text;
    Message hostile =
        mutate(
            changed.build(),
            (field, text) ->
                switch (field.getFullName()) {
                  case "tensorflow.OpDef.name",
                      "tensorflow.NameAttrList.name",
                      "tensorflow.NodeDef.op" ->
                      rename.apply(text);
                  default -> text;
                });
    write(folder, ((SavedModel) hostile).toByteString());
    Path extra = Files.createDirectories(folder.resolve("assets.extra"));
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      labels.add("=" + i + SUFFIX.replaceAll("[\r\n]", ""));
    }
    Files.writeString(extra.resolve("labels.txt"), String.join("\n", labels));
    writeCard(folder, "{\"labels\": \"labels.txt\", \"encoding\": " + ENCODING + "}");
  }

  /** A model whose kernel fails with a sentence that quotes a constant. */
  void writeFailing(Path folder) throws IOException {
    AttrValue floats = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
    AttrValue strings = AttrValue.newBuilder().setType(DataType.DT_STRING).build();
    TensorShapeProto shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1))
            .addDim(TensorShapeProto.Dim.newBuilder().setSize(3))
            .build();
    TensorProto text =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addStringVal(ByteString.copyFromUtf8(SUFFIX))
            .build();
    SavedModel.Builder changed = SavedModel.newBuilder().setSavedModelSchemaVersion(1);
    var graph = changed.addMetaGraphsBuilder();
    graph.getMetaInfoDefBuilder().addTags("serve");
    graph
        .getGraphDefBuilder()
        .addNode(
            node("x", "Placeholder")
                .putAttr("dtype", floats)
                .putAttr("shape", AttrValue.newBuilder().setShape(shape).build()))
        .addNode(
            node("text", "Const")
                .putAttr("dtype", strings)
                .putAttr("value", AttrValue.newBuilder().setTensor(text).build()))
        .addNode(node("number", "StringToNumber", "text").putAttr("out_type", floats))
        .addNode(node("y", "Mul", "x", "number").putAttr("T", floats));
    graph.putSignatureDef(
        "serving_default",
        SignatureDef.newBuilder()
            .putInputs("x", tensor("x:0", shape))
            .putOutputs("y", tensor("y:0", shape))
            .build());
    write(folder, changed.build().toByteString());
  }

  private static NodeDef.Builder node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
  }

  private static TensorInfo tensor(String name, TensorShapeProto shape) {
    return TensorInfo.newBuilder()
        .setName(name)
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(shape)
        .build();
  }

  /** Models whose card is hostile, each in its own way. */
  void writeCards(Path folder) throws IOException {
    // Half of a surrogate pair has no bytes of its own, but JSON has a way to write it.
    String text = "\"\\ud800" + new Gson().toJson(SUFFIX).substring(1);
    int number = 0;
    for (String card :
        Stream.of(
                "{T: 1}",
                "{\"signature\": T}",
                "{\"input\": T}",
                "{\"output\": T}",
                "{\"labels\": T}",
                "{\"encoding\": T}",
                "{\"encoding\": {T: T}}",
                "{\"encoding\": {\"offset\": T, \"scale\": 1, \"channels\": \"rgb\"}}",
                "{\"encoding\": {\"offset\": 1, \"scale\": 1, \"channels\": T}}",
                "[T]",
                "T",
                "{\"labels\": " + SUFFIX,
                SUFFIX)
            .map(card -> card.replace("T", text))
            .toList()) {
      Path copy = folder.resolve("card" + number++);
      write(copy, model.toByteString());
      writeCard(copy, card);
    }
  }

  private static void writeCard(Path folder, String card) throws IOException {
    Path extra = Files.createDirectories(folder.resolve("assets.extra"));
    Files.writeString(extra.resolve("saliency.json"), card);
  }

  private void write(Path folder, ByteString bytes) throws IOException {
    Files.createDirectories(folder.resolve("variables"));
    Files.write(folder.resolve("saved_model.pb"), bytes.toByteArray());
    for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
      Files.copy(
          original.resolve("variables").resolve(file), folder.resolve("variables").resolve(file));
    }
  }

  /** What becomes of a string. */
  private interface Change {
    String of(FieldDescriptor field, String text);
  }

  private static Message mutate(Message message, Change change) {
    Message.Builder builder = message.toBuilder();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.isRepeated()) {
                List<?> items = (List<?>) value;
                builder.clearField(field);
                items.forEach(item -> builder.addRepeatedField(field, mutate(field, item, change)));
              } else {
                builder.setField(field, mutate(field, value, change));
              }
            });
    return builder.build();
  }

  private static Object mutate(FieldDescriptor field, Object value, Change change) {
    return switch (field.getJavaType()) {
      case MESSAGE -> mutate((Message) value, change);
      case STRING -> change.of(field, (String) value);
      case BYTE_STRING -> bytes(field, (ByteString) value, change);
      default -> value;
    };
  }

  /** Bytes of tensors are numbers. */
  private static ByteString bytes(FieldDescriptor field, ByteString value, Change change) {
    return field.getName().equals("tensor_content")
        ? value
        : ByteString.copyFrom(
            change.of(field, value.toStringUtf8()).getBytes(StandardCharsets.UTF_8));
  }
}
