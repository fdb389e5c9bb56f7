package io.github.tfsaliency.graph.savedmodel;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.CheckpointKey;
import io.github.tfsaliency.graph.FunctionBody;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Pruner;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.graph.TableFill;
import io.github.tfsaliency.graph.TableNodes;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.AllowedOps;
import io.github.tfsaliency.graph.check.ConstantBudget;
import io.github.tfsaliency.graph.check.FunctionBudget;
import io.github.tfsaliency.graph.check.FunctionCalls;
import io.github.tfsaliency.graph.check.FunctionFacts;
import io.github.tfsaliency.graph.check.NodeRefusal;
import io.github.tfsaliency.graph.check.NodeValidator;
import io.github.tfsaliency.graph.files.ModelFolder;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.VersionDef;

/**
 * The checked program of the signature {@code explain} of a SavedModel, without anything else of
 * the file. Its functions stay functions, because inlined they would round differently.
 *
 * @param folder the SavedModel's
 * @param signature its inputs and outputs
 * @param graph its nodes and functions
 * @param nodes those of the main graph, by name
 * @param variables where each variable is to be restored from, by its node's name
 * @param tables the steps that fill the tables, in their order
 */
public record ExplainProgram(
    ModelFolder folder,
    SignatureDef signature,
    GraphDef graph,
    ImmutableMap<String, NodeDef> nodes,
    ImmutableMap<String, CheckpointKey> variables,
    ImmutableList<TableFill> tables) {

  /** Variables and loops of TensorFlow 1: exports write none. */
  private static final ImmutableSet<String> OUTDATED =
      ImmutableSet.<String>builder()
          .addAll(OpTable.with(OpTrait.LOOP_FRAME))
          .addAll(OpTable.with(OpTrait.REFERENCE_VARIABLE))
          .add("Merge", "Switch")
          .build();

  private static final String HANDLE = "VarHandleOp";

  /** A call's config that keeps TensorFlow from fusing nodes into kernels that round otherwise. */
  public static final AttrValue UNFUSED =
      AttrValue.newBuilder()
          .setS(
              ConfigProto.newBuilder()
                  .setGraphOptions(
                      GraphOptions.newBuilder()
                          .setRewriteOptions(
                              RewriterConfig.newBuilder().setRemapping(RewriterConfig.Toggle.OFF)))
                  .build()
                  .toByteString())
          .build();

  /** Of a call: which passes and which executor TensorFlow uses for it. */
  private static final String PASSES = "config_proto";

  private static final ImmutableSet<String> STEERING =
      ImmutableSet.of(PASSES, "config", "executor_type");

  /**
   * Reads, prunes and checks.
   *
   * @param selection which SavedModel, and which graph of it
   * @return empty if it has no signature {@code explain}
   * @throws UnsupportedModelException if the SavedModel is missing, broken or unsafe, or if the
   *     signature would run what is not allowed there
   */
  public static Optional<ExplainProgram> read(ModelSelection selection) {
    ModelFolder folder = selection.folder();
    MetaGraphDef metaGraph = SavedModelFile.read(folder, selection.tags());
    SignatureDef signature =
        metaGraph.getSignatureDefOrDefault(ExplainSignature.KEY, SignatureDef.getDefaultInstance());
    if (!ExplainSignature.is(ExplainSignature.KEY, signature)) {
      return Optional.empty();
    }
    try {
      return Optional.of(check(metaGraph, signature, folder));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new UnsupportedModelException(
          Message.of(
              "The explanation in '%s' is malformed: %s", folder.directory(), Message.reason(e)),
          e);
    }
  }

  private static ExplainProgram check(
      MetaGraphDef metaGraph, SignatureDef signature, ModelFolder folder) {
    GraphDef whole = metaGraph.getGraphDef();
    ReachableNodes reached =
        ReachableNodes.of(
            whole, ImmutableList.of(SignatureTensors.root(ExplainSignature.KEY, signature)));
    AllowedOps.refused(reached, AllowedOps.Use.EXPLAIN)
        .ifPresent(
            what -> {
              throw new UnsupportedModelException(
                  Message.of(
                      "The explanation in '%s' %s.\n"
                          + "Maybe export it anew from a model that you trust: it was refused"
                          + " before anything ran.",
                      folder.directory(), Message.part(what)));
            });
    reached.all().forEach(place -> requireOfToday(place.node()));
    GraphDef pruned = reached.pruned(whole);

    ConstantBudget constants = new ConstantBudget();
    Map<String, NodeDef> byName = new LinkedHashMap<>();
    pruned.getNodeList().forEach(node -> byName.put(node.getName(), named(node)));
    ImmutableMap<String, NodeDef> ordered = Pruner.ancestors(byName.keySet(), byName);
    ImmutableMap<String, NodeDef> nodes = validated(ordered, constants);
    ImmutableMap.Builder<String, FunctionBody> bodies = ImmutableMap.builder();
    FunctionDefLibrary.Builder library = FunctionDefLibrary.newBuilder();
    for (FunctionDef function : pruned.getLibrary().getFunctionList()) {
      FunctionBody body = FunctionBody.of(function);
      requireNoVariable(body);
      FunctionBody checked = body.with(validated(body.nodes(), constants));
      bodies.put(function.getSignature().getName(), checked);
      library.addFunction(checked.definition());
    }
    ImmutableMap<String, FunctionBody> functions = bodies.buildOrThrow();
    FunctionCalls.check(nodes, functions);
    FunctionFacts.check(nodes, functions);
    FunctionBudget.check(nodes, functions, folder.directory());
    requireTypes(signature, nodes);
    GraphDef graph =
        GraphDef.newBuilder()
            .addAllNode(nodes.values())
            .setLibrary(library)
            .setVersions(VersionDef.newBuilder().setProducer(whole.getVersions().getProducer()))
            .build();
    return new ExplainProgram(
        folder,
        signature,
        graph,
        nodes,
        restored(nodes, metaGraph),
        TableFills.of(
            metaGraph,
            Iterables.concat(
                nodes.values(),
                Iterables.concat(
                    Iterables.transform(functions.values(), body -> body.nodes().values()))),
            folder));
  }

  private static void requireOfToday(NodeDef node) {
    if (OUTDATED.contains(node.getOp())) {
      throw NodeRefusal.broken(
          node, "belongs to TensorFlow 1, and no export writes it into an explanation");
    }
  }

  private static void requireNoVariable(FunctionBody body) {
    for (NodeDef node : body.nodes().values()) {
      if (node.getOp().equals(HANDLE)) {
        throw NodeRefusal.broken(
            node,
            "makes a variable within the function '%s', where nothing restores it",
            body.function().getSignature().getName());
      }
    }
  }

  /** A variable or a table without a name has that of its node. */
  private static NodeDef named(NodeDef node) {
    return (node.getOp().equals(HANDLE) || TableNodes.isTable(node))
            && node.getAttrOrDefault("shared_name", AttrValue.getDefaultInstance()).getS().isEmpty()
        ? node.toBuilder()
            .putAttr("shared_name", AttrValue.newBuilder().setS(node.getNameBytes()).build())
            .build()
        : node;
  }

  /**
   * The nodes without attributes that steer TensorFlow, and bounds of what only they know as they
   * run; their control edges lead to each other.
   */
  private static ImmutableMap<String, NodeDef> validated(
      ImmutableMap<String, NodeDef> nodes, ConstantBudget constants) {
    Map<String, NodeDef> data = new LinkedHashMap<>();
    for (NodeDef node : nodes.values()) {
      NodeDef.Builder plain = node.toBuilder().clearInput();
      node.getInputList().stream().filter(input -> !input.startsWith("^")).forEach(plain::addInput);
      data.put(node.getName(), withoutSteering(plain).build());
    }
    Map<String, NodeDef> checked = new LinkedHashMap<>();
    NodeValidator.validate(ImmutableMap.copyOf(data), constants)
        .forEach(
            (name, node) ->
                checked.put(
                    name,
                    node.toBuilder()
                        .addAllInput(
                            nodes
                                .getOrDefault(name, NodeDef.getDefaultInstance())
                                .getInputList()
                                .stream()
                                .filter(input -> input.startsWith("^"))
                                .collect(toImmutableList()))
                        .build()));
    return ImmutableMap.copyOf(checked);
  }

  /** Of what a file says about passes only that nothing is to be fused is kept. */
  private static NodeDef.Builder withoutSteering(NodeDef.Builder node) {
    AttrValue passes = node.getAttrMap().get(PASSES);
    STEERING.forEach(node::removeAttr);
    return passes != null && isUnfused(passes.getS()) ? node.putAttr(PASSES, UNFUSED) : node;
  }

  private static boolean isUnfused(ByteString config) {
    try {
      return ConfigProto.parseFrom(config).getGraphOptions().getRewriteOptions().getRemapping()
          == RewriterConfig.Toggle.OFF;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** What Java hands over and takes: a value of another type would end the call, or the process. */
  private static void requireTypes(SignatureDef signature, ImmutableMap<String, NodeDef> nodes) {
    signature
        .getInputsMap()
        .forEach(
            (name, info) -> {
              NodeDef node = nodes.get(TensorRef.parse(info.getName()).node());
              if (node == null || !node.getOp().equals("Placeholder")) {
                throw new UnsupportedModelException(
                    Message.of(
                        "The input '%s' of the signature '%s' is no placeholder.",
                        name, ExplainSignature.KEY));
              }
              requireType("input", name, info, info.getDtype(), nodes);
            });
    signature
        .getOutputsMap()
        .forEach(
            (name, info) ->
                requireType(
                    "output",
                    name,
                    info,
                    name.equals(ExplainSignature.TARGET) ? DataType.DT_INT64 : DataType.DT_FLOAT,
                    nodes));
  }

  private static void requireType(
      String kind,
      String name,
      TensorInfo info,
      DataType wanted,
      ImmutableMap<String, NodeDef> nodes) {
    TensorRef tensor = TensorRef.parse(info.getName());
    NodeDef node = nodes.get(tensor.node());
    if (node == null) {
      throw new UnsupportedModelException(
          Message.of(
              "The %s '%s' of the signature '%s' is not one dense tensor.",
              kind, name, ExplainSignature.KEY));
    }
    DataType type = NodeOutputs.type(node, tensor.index());
    if (type != wanted) {
      throw new UnsupportedModelException(
          Message.of(
              "The %s '%s' of the signature '%s' is %s, not %s.",
              kind, name, ExplainSignature.KEY, NodeOutputs.name(type), NodeOutputs.name(wanted)));
    }
  }

  private static ImmutableMap<String, CheckpointKey> restored(
      ImmutableMap<String, NodeDef> nodes, MetaGraphDef metaGraph) {
    ImmutableMap<String, CheckpointKey> all = Checkpoint.keys(metaGraph);
    Map<String, CheckpointKey> keys = new HashMap<>();
    for (NodeDef node : nodes.values()) {
      if (node.getOp().equals(HANDLE)) {
        CheckpointKey key = all.get(node.getName());
        if (key == null) {
          throw NodeRefusal.broken(node, "is a variable that the checkpoint does not restore");
        }
        keys.put(node.getName(), key);
      }
    }
    return ImmutableMap.copyOf(keys);
  }
}
