package io.github.tfsaliency.graph;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.NearestNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Turns a SavedModel's folder into an {@link InferenceGraph}. */
public final class SavedModelImporter {
  private static final String DEFAULT_SIGNATURE = "serving_default";
  private static final ImmutableSet<String> PLACEHOLDERS =
      ImmutableSet.of("Placeholder", "PlaceholderV2", "PlaceholderWithDefault");
  private static final ImmutableSet<String> CONTROL_FLOW =
      ImmutableSet.of(
          "Case",
          "If",
          "StatelessCase",
          "StatelessIf",
          "StatelessWhile",
          "While",
          "Enter",
          "Exit",
          "LoopCond",
          "Merge",
          "NextIteration",
          "Switch");
  private static final ImmutableSet<String> FINAL_ACTIVATIONS =
      ImmutableSet.of("Softmax", "Sigmoid");

  private final ModelSelection selection;
  private final MetaGraphDef metaGraph;

  private SavedModelImporter(ModelSelection selection, MetaGraphDef metaGraph) {
    this.selection = selection;
    this.metaGraph = metaGraph;
  }

  /**
   * Reads, checks, chooses, inlines and prunes.
   *
   * @param selection what the user asked for
   * @return the graph from input to output
   * @throws UnsupportedModelException if the SavedModel is missing, broken or unsafe, if a name
   *     does not exist, or if several candidates exist and none was chosen
   */
  public static InferenceGraph read(ModelSelection selection) {
    MetaGraphDef metaGraph = SavedModelFile.read(selection.directory(), selection.tags());
    try {
      return new SavedModelImporter(selection, metaGraph).importGraph();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new UnsupportedModelException(
          String.format(
              "The SavedModel '%s' is malformed: %s", selection.directory(), e.getMessage()),
          e);
    }
  }

  private InferenceGraph importGraph() {
    String signatureName = chooseSignature();
    SignatureDef signature = metaGraph.getSignatureDefOrThrow(signatureName);
    FlatGraph flat =
        FunctionInliner.inline(
            metaGraph.getGraphDef(),
            signature.getOutputsMap().values().stream()
                .map(output -> tensor(output).node())
                .toList());
    Named output = choose("output", "outputs", selection.output(), signature.getOutputsMap(), flat);
    TensorRef explained = beforeFinalActivation(flat.resolve(output.tensor()), flat);
    Named input = choose("input", "inputs", selection.input(), signature.getInputsMap(), flat);
    TensorRef fed = flat.resolve(input.tensor());
    NodeDef inputNode = node(fed, flat);
    DataType inputType = NodeOutputs.type(inputNode, fed.index());
    requireFloating("input", input, inputType);
    requireFloating("output", output, NodeOutputs.type(node(explained, flat), explained.index()));

    Map<String, NodeDef> nodes = new HashMap<>(flat.nodes());
    TensorRef placeholder = new TensorRef(fed.node(), 0);
    nodes.put(fed.node(), placeholder(inputNode, inputType));
    ImmutableMap<String, NodeDef> path = Pruner.ancestors(explained, nodes);
    if (!path.containsKey(placeholder.node()) || explained.node().equals(placeholder.node())) {
      throw new UnsupportedModelException(
          String.format(
              "The output '%s' does not depend on the input '%s' of signature '%s'.\n"
                  + "Maybe choose another output with Model.from(path).output(name).",
              output.name(), input.name(), signatureName));
    }
    path.values().forEach(node -> requireSupported(node, placeholder, output));
    ImmutableMap<String, NodeDef> safe = NodeValidator.validate(path);
    return new InferenceGraph(
        selection.directory(),
        signatureName,
        placeholder,
        explained,
        input.name(),
        output.name(),
        inputType,
        shape(path.get(placeholder.node())),
        safe,
        checkpointKeys(safe));
  }

  private String chooseSignature() {
    Map<String, SignatureDef> signatures =
        Maps.filterEntries(
            metaGraph.getSignatureDefMap(),
            entry -> !entry.getKey().startsWith("__") && entry.getValue().getOutputsCount() > 0);
    Optional<String> wanted = selection.signature();
    if (wanted.isPresent()) {
      if (!signatures.containsKey(wanted.get())) {
        throw new UnsupportedModelException(
            String.format(
                "The SavedModel '%s' has no signature '%s'.\nMaybe one of %s.",
                selection.directory(),
                wanted.get(),
                NearestNames.of(wanted.get(), signatures.keySet())));
      }
      return wanted.get();
    }
    if (signatures.containsKey(DEFAULT_SIGNATURE)) {
      return DEFAULT_SIGNATURE;
    }
    if (signatures.size() == 1) {
      return signatures.keySet().iterator().next();
    }
    throw new UnsupportedModelException(
        String.format(
            "The SavedModel '%s' has %s signatures and none is called '%s': %s.\n"
                + "Maybe choose one with Model.from(path).signature(name).",
            selection.directory(),
            signatures.size(),
            DEFAULT_SIGNATURE,
            NearestNames.of(DEFAULT_SIGNATURE, signatures.keySet())));
  }

  private record Named(String name, TensorRef tensor) {}

  private Named choose(
      String kind,
      String kinds,
      Optional<String> wanted,
      Map<String, TensorInfo> candidates,
      FlatGraph flat) {
    if (wanted.isPresent()) {
      TensorInfo candidate = candidates.get(wanted.get());
      TensorRef tensor = candidate != null ? tensor(candidate) : TensorRef.parse(wanted.get());
      if (!flat.contains(tensor)) {
        throw new UnsupportedModelException(
            String.format(
                "The SavedModel '%s' has no %s and no tensor called '%s'.\nMaybe one of %s.",
                selection.directory(),
                kind,
                wanted.get(),
                NearestNames.of(
                    wanted.get(),
                    ImmutableSet.<String>builder()
                        .addAll(candidates.keySet())
                        .addAll(flat.nodes().keySet())
                        .build())));
      }
      return new Named(wanted.get(), tensor);
    }
    if (candidates.size() != 1) {
      throw new UnsupportedModelException(
          String.format(
              "The signature has %s %s: %s.\nMaybe choose one with Model.from(path).%s(name).",
              candidates.size(), kinds, NearestNames.of("", candidates.keySet()), kind));
    }
    Map.Entry<String, TensorInfo> only = candidates.entrySet().iterator().next();
    return new Named(only.getKey(), tensor(only.getValue()));
  }

  private static TensorRef tensor(TensorInfo info) {
    if (info.getName().isEmpty()) {
      throw new UnsupportedModelException("Sparse and composite tensors cannot be explained.");
    }
    return TensorRef.parse(info.getName());
  }

  private static NodeDef node(TensorRef tensor, FlatGraph flat) {
    NodeDef node = flat.nodes().get(tensor.node());
    if (node == null) {
      throw new UnsupportedModelException(
          String.format("The graph refers to a node '%s' that it lacks.", tensor.node()));
    }
    return node;
  }

  /** Probabilities saturate, so what is explained is the logit before them. */
  private static TensorRef beforeFinalActivation(TensorRef output, FlatGraph flat) {
    NodeDef node = node(output, flat);
    return FINAL_ACTIVATIONS.contains(node.getOp())
        ? flat.resolve(TensorRef.parse(node.getInput(0)))
        : output;
  }

  private static void requireFloating(String kind, Named named, DataType type) {
    if (!NodeOutputs.isFloating(type)) {
      throw new UnsupportedModelException(
          String.format(
              "The %s '%s' has the type %s, which has no gradient.\n"
                  + "Maybe name a float tensor behind it with Model.from(path).%s(name).",
              kind, named.name(), Ascii.toLowerCase(type.name().replace("DT_", "")), kind));
    }
  }

  private static NodeDef placeholder(NodeDef original, DataType type) {
    AttrValue shape =
        PLACEHOLDERS.contains(original.getOp()) && original.containsAttr("shape")
            ? original.getAttrOrThrow("shape")
            : AttrValue.newBuilder()
                .setShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                .build();
    return NodeDef.newBuilder()
        .setName(original.getName())
        .setOp("Placeholder")
        .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
        .putAttr("shape", shape)
        .build();
  }

  private static Shape shape(NodeDef placeholder) {
    TensorShapeProto proto = placeholder.getAttrOrThrow("shape").getShape();
    return proto.getUnknownRank()
        ? Shape.unknown()
        : Shape.of(proto.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }

  private static void requireSupported(NodeDef node, TensorRef input, Named output) {
    String name = node.getName();
    if (PLACEHOLDERS.contains(node.getOp()) && !name.equals(input.node())) {
      throw new UnsupportedModelException(
          String.format(
              "The output '%s' depends on a second input, '%s'.\n"
                  + "Maybe choose an output that depends on one input only.",
              output.name(), name));
    }
    if (CONTROL_FLOW.contains(node.getOp())) {
      throw new UnsupportedModelException(
          String.format(
              "Node '%s' is a branch or a loop (op '%s') between input and output, which cannot be"
                  + " explained.\n"
                  + "Maybe export the model for inference, without it.",
              name, node.getOp()));
    }
    if (!AllowedOps.mayExecute(node.getOp())) {
      throw new UnsupportedModelException(
          String.format(
              "Node '%s' (op '%s') lies between input and output, where only computations without"
                  + " side effects and randomness are run.\n"
                  + "Maybe export the model for inference, without it.",
              name, node.getOp()));
    }
  }

  private ImmutableMap<String, CheckpointKey> checkpointKeys(ImmutableMap<String, NodeDef> path) {
    ImmutableMap<String, CheckpointKey> all = Checkpoint.keys(metaGraph);
    ImmutableMap.Builder<String, CheckpointKey> used = ImmutableMap.builder();
    for (NodeDef node : path.values()) {
      if (node.getOp().equals("VarHandleOp")) {
        CheckpointKey key = all.get(node.getName());
        if (key == null) {
          throw new UnsupportedModelException(
              String.format(
                  "The variable '%s' is not restored from the checkpoint of '%s'.",
                  node.getName(), selection.directory()));
        }
        used.put(node.getName(), key);
      }
    }
    return used.buildOrThrow();
  }
}
