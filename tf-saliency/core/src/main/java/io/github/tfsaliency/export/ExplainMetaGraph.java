package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.graph.CheckpointKey;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.savedmodel.Checkpoint;
import io.github.tfsaliency.graph.savedmodel.ExplainSignature;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;

/**
 * A model's graph with an explanation beside it. What was there stays as it is, except for its
 * object graph: {@code tf.saved_model.load} would go by it and find no explanation.
 *
 * @param metaGraph the whole
 * @param derived the variables that the model's checkpoint lacks, by their keys in the new one
 */
record ExplainMetaGraph(MetaGraphDef metaGraph, ImmutableMap<String, NodeDef> derived) {

  /** A scope, and a prefix of functions, that the model does not use. */
  static String freeScope(MetaGraphDef model) {
    GraphDef graph = model.getGraphDef();
    String scope = "saliency";
    while (isUsed(scope, graph)) {
      scope += "_";
    }
    return scope;
  }

  private static boolean isUsed(String scope, GraphDef graph) {
    return graph.getNodeList().stream().anyMatch(node -> node.getName().startsWith(scope))
        || graph.getLibrary().getFunctionList().stream()
            .anyMatch(function -> function.getSignature().getName().startsWith(scope));
  }

  /** Refuses a model that is explained already. */
  static void requireUnexplained(MetaGraphDef model, boolean takesPictures, Object directory) {
    if (model.containsSignatureDef(ExplainSignature.KEY)) {
      throw new SaliencyException(
          Message.of(
              "The SavedModel '%s' has a signature '%s' already.\n"
                  + "Maybe export from the model that it was made from.",
              directory, ExplainSignature.KEY));
    }
    if (takesPictures && model.containsSignatureDef(ExplainSignature.ENCODED_KEY)) {
      throw new SaliencyException(
          Message.of(
              "The SavedModel '%s' has a signature '%s' already.\n"
                  + "Maybe export without it (ExportOption.ARRAYS_ONLY, --arrays-only), or from the"
                  + " model that it was made from.",
              directory, ExplainSignature.ENCODED_KEY));
    }
  }

  /** Adds the explanation. */
  static ExplainMetaGraph of(
      MetaGraphDef model, InferenceGraph inference, ExplainGraph explain, String scope) {
    ImmutableMap<String, String> tables = ExplainTables.of(model.getGraphDef(), explain);
    Variables variables = new Variables(model.getGraphDef(), inference, explain, scope);
    variables.renamed.putAll(tables);
    GraphDef.Builder graph = model.getGraphDef().toBuilder();
    graph.addAllNode(variables.added.values());
    for (NodeDef node : explain.nodes()) {
      if (!node.getOp().equals(VariableKey.HANDLE) && !tables.containsKey(node.getName())) {
        graph.addNode(variables.redirected(node));
      }
    }
    graph.getLibraryBuilder().addAllFunction(explain.functions());
    Set<String> present =
        model.getGraphDef().getNodeList().stream()
            .map(NodeDef::getName)
            .collect(Collectors.toSet());
    Map<String, CheckpointKey> toRestore =
        new LinkedHashMap<>(Maps.filterKeys(Checkpoint.leftOut(model), present::contains));
    toRestore.putAll(variables.restored);
    SaverDef saver = model.getSaverDef();
    if (!toRestore.isEmpty()) {
      saver = restore(graph, saver, toRestore, scope + "/restore");
    }
    MetaGraphDef.Builder whole =
        model.toBuilder()
            .clearObjectGraphDef()
            .setGraphDef(graph)
            .putAllSignatureDef(explain.signatures());
    if (!saver.equals(SaverDef.getDefaultInstance())) {
      whole.setSaverDef(saver);
    }
    return new ExplainMetaGraph(whole.build(), ImmutableMap.copyOf(variables.derived));
  }

  /** Which variable each handle of the explanation is. */
  private static final class Variables {
    private final Map<String, NodeDef> added = new LinkedHashMap<>();
    private final Map<String, CheckpointKey> restored = new LinkedHashMap<>();
    private final Map<String, NodeDef> derived = new LinkedHashMap<>();
    private final Map<VariableKey, String> nodes = new HashMap<>();
    private final Map<String, String> renamed = new HashMap<>();

    Variables(GraphDef model, InferenceGraph inference, ExplainGraph explain, String scope) {
      Map<String, NodeDef> ofModel = new HashMap<>();
      model.getNodeList().forEach(node -> ofModel.put(node.getName(), node));
      Map<VariableKey, String> own = new HashMap<>();
      inference
          .variables()
          .keySet()
          .forEach(
              name -> {
                NodeDef handle = inference.nodes().get(name);
                if (handle != null) {
                  own.put(VariableKey.of(handle), name);
                }
              });
      explain
          .variables()
          .forEach(
              (variable, handle) -> {
                String name = own.get(variable);
                NodeDef original = name == null ? null : ofModel.get(name);
                if (original != null && original.getOp().equals(VariableKey.HANDLE)) {
                  nodes.put(variable, original.getName());
                } else {
                  add(variable, handle, name, inference, scope);
                }
              });
      for (NodeDef node : explain.nodes()) {
        if (node.getOp().equals(VariableKey.HANDLE)) {
          renamed.put(node.getName(), requireNonNull(nodes.get(VariableKey.of(node))));
        }
      }
    }

    /** A variable that the model's graph lacks, or has only as one of TensorFlow 1. */
    private void add(
        VariableKey variable,
        NodeDef handle,
        @Nullable String name,
        InferenceGraph inference,
        String scope) {
      String node =
          scope
              + "/variables/"
              + (variable.container().isEmpty() ? "" : variable.container() + "/")
              + variable.name();
      nodes.put(variable, node);
      added.put(
          node,
          handle.toBuilder()
              .setName(node)
              .removeAttr("container")
              .putAttr("shared_name", Attributes.text(node))
              .build());
      if (name == null) {
        restored.put(node, new CheckpointKey(node, ""));
        derived.put(node, handle);
      } else {
        restored.put(node, requireNonNull(inference.variables().get(name)));
      }
    }

    NodeDef redirected(NodeDef node) {
      NodeDef.Builder redirected = node.toBuilder().clearInput();
      for (String input : node.getInputList()) {
        String handle = renamed.get(TensorRef.parse(input).node());
        redirected.addInput(handle == null ? input : handle);
      }
      return redirected.build();
    }
  }

  /** The model's own restore op runs as before; the other variables come from the same files. */
  private static SaverDef restore(
      GraphDef.Builder graph, SaverDef own, Map<String, CheckpointKey> variables, String scope) {
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    SaverDef.Builder saver = own.toBuilder().setVersion(SaverDef.CheckpointFormatVersion.V2);
    boolean first = own.getRestoreOpName().isEmpty();
    if (first) {
      graph.addNode(
          NodeDef.newBuilder()
              .setName(scope + "/filename")
              .setOp("Placeholder")
              .putAttr("dtype", Attributes.type(DataType.DT_STRING))
              .putAttr("shape", Attributes.shape(Shape.scalar())));
      saver.setFilenameTensorName(scope + "/filename:0");
    }
    TensorRef filename = TensorRef.parse(saver.getFilenameTensorName());
    graph.addNode(
        constant(
            scope + "/names", variables.values().stream().map(CheckpointKey::tensorName).toList()));
    graph.addNode(
        constant(
            scope + "/slices", variables.values().stream().map(CheckpointKey::slice).toList()));
    graph.addNode(
        NodeDef.newBuilder()
            .setName(scope + "/read")
            .setOp("RestoreV2")
            .addInput(filename.toString())
            .addInput(scope + "/names")
            .addInput(scope + "/slices")
            .putAttr(
                "dtypes",
                Attributes.types(
                    variables.keySet().stream()
                        .map(
                            name ->
                                requireNonNull(nodes.get(name), name)
                                    .getAttrOrThrow("dtype")
                                    .getType())
                        .toList())));
    NodeDef.Builder all = NodeDef.newBuilder().setName(scope + "/all").setOp("NoOp");
    if (!first) {
      all.addInput("^" + TensorRef.parse(own.getRestoreOpName()).node());
    }
    int index = 0;
    for (String variable : variables.keySet()) {
      String assign = scope + "/assign_" + index;
      graph.addNode(
          NodeDef.newBuilder()
              .setName(assign)
              .setOp("AssignVariableOp")
              .addInput(variable)
              .addInput(new TensorRef(scope + "/read", index++).toString())
              .putAttr("dtype", requireNonNull(nodes.get(variable)).getAttrOrThrow("dtype")));
      all.addInput("^" + assign);
    }
    graph.addNode(all);
    if (first) {
      addSave(graph, variables, filename, scope, nodes);
      saver.setSaveTensorName(scope + "/saved:0");
    }
    return saver.setRestoreOpName(scope + "/all").build();
  }

  /** TensorFlow takes no saver that cannot save. */
  private static void addSave(
      GraphDef.Builder graph,
      Map<String, CheckpointKey> variables,
      TensorRef filename,
      String scope,
      Map<String, NodeDef> nodes) {
    NodeDef.Builder save =
        NodeDef.newBuilder()
            .setName(scope + "/save")
            .setOp("SaveV2")
            .addInput(filename.toString())
            .addInput(scope + "/names")
            .addInput(scope + "/slices");
    List<DataType> types = new ArrayList<>();
    for (String variable : variables.keySet()) {
      DataType type = requireNonNull(nodes.get(variable)).getAttrOrThrow("dtype").getType();
      String value = scope + "/value_" + types.size();
      graph.addNode(
          NodeDef.newBuilder()
              .setName(value)
              .setOp("ReadVariableOp")
              .addInput(variable)
              .putAttr("dtype", Attributes.type(type)));
      save.addInput(value);
      types.add(type);
    }
    graph.addNode(save.putAttr("dtypes", Attributes.types(types)));
    graph.addNode(
        NodeDef.newBuilder()
            .setName(scope + "/saved")
            .setOp("Identity")
            .addInput(filename.toString())
            .addInput("^" + scope + "/save")
            .putAttr("T", Attributes.type(DataType.DT_STRING)));
  }

  private static NodeDef constant(String name, List<String> values) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", Attributes.type(DataType.DT_STRING))
        .putAttr("value", Attributes.strings(values))
        .build();
  }
}
