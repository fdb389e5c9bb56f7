package io.github.tfsaliency.engine.build;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.TensorBudget;
import io.github.tfsaliency.graph.savedmodel.RestoredTables;
import io.github.tfsaliency.graph.savedmodel.RestoredVariables;
import io.github.tfsaliency.graph.savedmodel.ShuffledWeights;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.opgradient.GraphOps;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TBool;

/**
 * The part of a model that does not depend on its input, computed once: variables are restored from
 * the checkpoint, and what is computed from them (folded BatchNorm, scales, offsets) becomes
 * variables too. Never constants: frozen, VGG16 needs ten times its weights in memory.
 */
public final class WeightGraph {
  /** Apart from the model's own variables, whatever those are called. */
  private static final String CONTAINER = "derived";

  private final InferenceGraph model;
  private final Graph graph;
  private final Ops tf;
  private final Map<String, NodeDef> forwardNodes = new LinkedHashMap<>();
  private final Set<String> readVariables = new HashSet<>();
  private final List<Operation> assignDerived = new ArrayList<>();
  private final List<Operation> destroyUnread = new ArrayList<>();
  private final Map<String, Output<?>> changed = new LinkedHashMap<>();
  private final RestoredVariables restored;
  private final RestoredTables tables;

  private WeightGraph(InferenceGraph model, Graph graph) {
    this.model = model;
    this.graph = graph;
    tf = GraphOps.of(graph).withSubScope("weights");
    restored = RestoredVariables.in(graph, tf, model.folder(), model.nodes(), model.variables());
    tables = RestoredTables.in(graph, tf, model.folder(), model.tables());
  }

  /** Adds the weights to an empty graph. */
  public static WeightGraph build(
      InferenceGraph model, Optional<ShuffledWeights> shuffled, Graph graph) {
    ImmutableSet<String> weightNodes = model.weightNodes();
    List<NodeDef> nodes =
        Stream.concat(
                model.nodes().values().stream()
                    .filter(node -> weightNodes.contains(node.getName())),
                shuffled.stream().flatMap(weights -> weights.proofNodes().values().stream()))
            .toList();
    // TensorFlow Java hands over no bytes at all for an empty graph, and the process ends.
    if (!nodes.isEmpty()) {
      graph.importGraphDef(GraphDef.newBuilder().addAllNode(nodes).build());
    }
    TensorBudget.requireWeights(graph, nodes);
    WeightGraph weights = new WeightGraph(model, graph);
    shuffled.ifPresent(weights::addProofs);
    weights.copyForward(weightNodes);
    weights.addDestruction();
    return weights;
  }

  /** The nodes that every gradient graph copies; they read weights from variables or constants. */
  public ImmutableList<NodeDef> forwardNodes() {
    return ImmutableList.copyOf(forwardNodes.values());
  }

  /** Fills the variables, once. */
  public void restore(Session session) {
    restored.run(session);
    tables.run(session);
    deriveAndProve(session);
    run(session, destroyUnread);
  }

  private void addProofs(ShuffledWeights shuffled) {
    shuffled
        .proofs()
        .forEach((weight, proof) -> changed.put(weight, graph.operationOrThrow(proof).output(0)));
  }

  /** In one run, as a second one would shuffle once more. */
  private void deriveAndProve(Session session) {
    if (assignDerived.isEmpty()) {
      return;
    }
    Session.Runner runner = session.runner();
    assignDerived.forEach(runner::addTarget);
    changed.values().forEach(runner::fetch);
    try (Result result = runner.run()) {
      int index = 0;
      for (String weight : changed.keySet()) {
        if (!((TBool) result.get(index++)).getBoolean()) {
          throw new UnsupportedModelException(
              Message.of(
                  "The weight '%s' of the SavedModel '%s' did not change, although it was"
                      + " randomized.",
                  weight, model.directory()));
        }
      }
    }
  }

  private static void run(Session session, List<Operation> targets) {
    if (!targets.isEmpty()) {
      Session.Runner runner = session.runner();
      targets.forEach(runner::addTarget);
      runner.run().close();
    }
  }

  private void copyForward(ImmutableSet<String> weightNodes) {
    for (NodeDef node : model.nodes().values()) {
      if (!weightNodes.contains(node.getName())) {
        forwardNodes.put(node.getName(), withWeightInputs(node, weightNodes));
      }
    }
  }

  private NodeDef withWeightInputs(NodeDef node, ImmutableSet<String> weightNodes) {
    NodeDef.Builder builder = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      TensorRef source = TensorRef.parse(input);
      boolean weight = weightNodes.contains(source.node());
      builder.addInput(weight ? provideWeight(source, weightNodes) : input);
    }
    return builder.build();
  }

  /** Makes a weight tensor available to the forward nodes and says under which name. */
  private String provideWeight(TensorRef weight, ImmutableSet<String> weightNodes) {
    NodeDef node = node(weight.node());
    boolean derived =
        node.getInputCount() > 0
            && !node.getOp().equals("ReadVariableOp")
            && NodeOutputs.isFloating(
                graph.operationOrThrow(node.getName()).output(weight.index()).dataType());
    if (derived) {
      return derive(weight);
    }
    if (!forwardNodes.containsKey(node.getName())) {
      if (node.getOp().equals("VarHandleOp")) {
        readVariables.add(node.getName());
      }
      forwardNodes.put(node.getName(), withWeightInputs(node, weightNodes));
    }
    return weight.toString();
  }

  private String derive(TensorRef weight) {
    String read = weight.index() == 0 ? weight.node() : weight.node() + "/output_" + weight.index();
    if (forwardNodes.containsKey(read)) {
      return read;
    }
    Output<?> value = graph.operationOrThrow(weight.node()).output(weight.index());
    NodeDef handle =
        NodeDef.newBuilder()
            .setName(read + "/derived")
            .setOp("VarHandleOp")
            .putAttr("dtype", AttrValue.newBuilder().setType(value.dataType()).build())
            .putAttr(
                "shape", AttrValue.newBuilder().setShape(ShapeProtos.write(value.shape())).build())
            .putAttr(
                "shared_name",
                AttrValue.newBuilder().setS(ByteString.copyFromUtf8("derived/" + read)).build())
            .putAttr(
                "container",
                AttrValue.newBuilder().setS(ByteString.copyFromUtf8(CONTAINER)).build())
            .build();
    forwardNodes.put(handle.getName(), handle);
    forwardNodes.put(
        read,
        NodeDef.newBuilder()
            .setName(read)
            .setOp("ReadVariableOp")
            .addInput(handle.getName())
            .putAttr("dtype", handle.getAttrOrThrow("dtype"))
            .build());
    Output<?> variable =
        add("VarHandleOp")
            .setAttr("dtype", value.dataType())
            .setAttr("shape", value.shape())
            .setAttr("shared_name", "derived/" + read)
            .setAttr("container", CONTAINER)
            .build()
            .output(0);
    assignDerived.add(assign(variable, value, value.dataType()));
    return read;
  }

  /** A weight that was folded into another is not kept twice. */
  private void addDestruction() {
    for (String variable : Sets.difference(model.variables().keySet(), readVariables)) {
      destroyUnread.add(
          add("DestroyResourceOp").addInput(graph.operationOrThrow(variable).output(0)).build());
    }
  }

  private NodeDef node(String name) {
    return requireNonNull(model.nodes().get(name), name);
  }

  private Operation assign(Output<?> variable, Output<?> value, DataType type) {
    return add("AssignVariableOp")
        .addInput(variable)
        .addInput(value)
        .setAttr("dtype", type)
        .build();
  }

  private OperationBuilder add(String op) {
    return tf.scope().opBuilder(op, op);
  }
}
