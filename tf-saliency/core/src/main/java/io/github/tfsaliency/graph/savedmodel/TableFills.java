package io.github.tfsaliency.graph.savedmodel;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.CheckpointKey;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Pruner;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.graph.TableFill;
import io.github.tfsaliency.graph.TableFill.Column;
import io.github.tfsaliency.graph.TableFill.Content;
import io.github.tfsaliency.graph.TableNodes;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.AllowedOps;
import io.github.tfsaliency.graph.check.NodeRefusal;
import io.github.tfsaliency.graph.check.NodeValidator;
import io.github.tfsaliency.graph.files.ModelFolder;
import io.github.tfsaliency.graph.inline.FlatGraph;
import io.github.tfsaliency.graph.inline.FunctionInliner;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * How the tables that a model looks things up in are filled, read off what restores and what
 * initialises the SavedModel. As TensorFlow does, the checkpoint comes first.
 */
final class TableFills {
  /** Buckets are allocated when a table is made. */
  private static final long MAX_BUCKETS = 1 << 24;

  private static final ImmutableSet<String> FROM_TENSORS =
      ImmutableSet.of("LookupTableImportV2", "LookupTableInsertV2", "InitializeTableV2");

  private static final String FROM_FILE = "InitializeTableFromTextFileV2";

  /** They leave a table as it is. */
  private static final ImmutableSet<String> READING =
      ImmutableSet.of("LookupTableExportV2", "LookupTableFindV2", "LookupTableSizeV2");

  private static final String ASSETS = "assets";

  private final ModelFolder folder;
  private final ImmutableMap<String, String> assets;
  private final FlatGraph flat;

  private TableFills(MetaGraphDef metaGraph, ModelFolder folder, FlatGraph flat) {
    this.folder = folder;
    this.flat = flat;
    Map<String, String> byNode = new HashMap<>();
    for (AssetFileDef asset : metaGraph.getAssetFileDefList()) {
      byNode.put(TensorRef.parse(asset.getTensorInfo().getName()).node(), asset.getFilename());
    }
    assets = ImmutableMap.copyOf(byNode);
  }

  /**
   * Finds the steps that fill tables.
   *
   * @param metaGraph the SavedModel's
   * @param nodes among them those that make the tables
   * @return the steps in their order
   * @throws UnsupportedModelException if a table is filled in a way that this library does not
   *     follow, or never although it has to be
   */
  static ImmutableList<TableFill> of(
      MetaGraphDef metaGraph, Iterable<NodeDef> nodes, ModelFolder folder) {
    ImmutableSet<NodeDef> tables =
        Streams.stream(nodes).filter(node -> TableNodes.isTable(node)).collect(toImmutableSet());
    tables.forEach(TableFills::requireSmall);
    if (tables.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<TableFill> fills = ImmutableList.builder();
    Stream.concat(Checkpoint.restoring(metaGraph).stream(), Initialisation.of(metaGraph).stream())
        .map(root -> new TableFills(metaGraph, folder, flat(metaGraph.getGraphDef(), root)))
        .forEach(steps -> fills.addAll(steps.filling(tables)));
    ImmutableList<TableFill> all = fills.build();
    for (NodeDef table : tables) {
      if (table.getOp().equals(TableNodes.STATIC)
          && all.stream()
              .map(fill -> requireNonNull(fill.nodes().get(fill.table())))
              .noneMatch(made -> isSame(made, table))) {
        throw NodeRefusal.of(
            table,
            "Maybe the SavedModel was written without its initialisation: save it with"
                + " tf.saved_model.save, or with main_op=tf.tables_initializer().",
            "makes a table that no node fills");
      }
    }
    return all;
  }

  private static void requireSmall(NodeDef table) {
    long buckets =
        table.getAttrOrDefault("initial_num_buckets", AttrValue.getDefaultInstance()).getI();
    if (buckets > MAX_BUCKETS) {
      throw NodeRefusal.broken(
          table, "makes a table of %s buckets, more than %s", buckets, MAX_BUCKETS);
    }
  }

  private static FlatGraph flat(GraphDef graph, ReachableNodes.Root root) {
    ReachableNodes reached = ReachableNodes.inAnyCase(graph, ImmutableList.of(root));
    ImmutableSet<String> functions =
        graph.getLibrary().getFunctionList().stream()
            .map(FunctionDef::getSignature)
            .map(signature -> signature.getName())
            .collect(toImmutableSet());
    return FunctionInliner.inline(
        graph,
        graph.getNodeList().stream()
            .filter(node -> reached.nodes().containsKey(node.getName()))
            .filter(
                node ->
                    OpTable.is(node.getOp(), OpTrait.CALL)
                        || functions.contains(node.getOp())
                        || fills(TableNodes.today(node.getOp()))
                        || node.getOp().equals("AssignVariableOp"))
            .map(NodeDef::getName)
            .collect(toImmutableList()));
  }

  private static boolean fills(String op) {
    return op.startsWith("LookupTable") || op.startsWith("InitializeTable");
  }

  private ImmutableList<TableFill> filling(ImmutableSet<NodeDef> tables) {
    ImmutableList.Builder<TableFill> fills = ImmutableList.builder();
    for (NodeDef node : flat.nodes().values()) {
      if (fills(node.getOp()) && !READING.contains(node.getOp()) && node.getInputCount() > 0) {
        NodeDef made = flat.nodes().get(TensorRef.parse(node.getInput(0)).node());
        if (made != null) {
          tables.stream()
              .filter(table -> isSame(made, table))
              .findFirst()
              .ifPresent(table -> fills.add(fill(table, made, node)));
        }
      }
    }
    return fills.build();
  }

  private static boolean isSame(NodeDef one, NodeDef other) {
    return one.getOp().equals(other.getOp())
        && TableNodes.sharedName(one).equals(TableNodes.sharedName(other));
  }

  private TableFill fill(NodeDef table, NodeDef made, NodeDef node) {
    TableFill.Types types =
        new TableFill.Types(
            table.getAttrOrThrow("key_dtype").getType(),
            table.getAttrOrThrow("value_dtype").getType());
    Map<String, NodeDef> nodes = new LinkedHashMap<>(ancestors(made, table));
    Content content;
    String op = node.getOp();
    if (op.equals(FROM_FILE)) {
      content = lines(node, table);
      op = "InitializeTableV2";
    } else if (FROM_TENSORS.contains(op) && node.getInputCount() >= 3) {
      content =
          new TableFill.Columns(
              column(TensorRef.parse(node.getInput(1)), table, nodes),
              column(TensorRef.parse(node.getInput(2)), table, nodes));
    } else {
      throw NodeRefusal.of(
          table,
          "Maybe fill it from tensors or from a text file, as tf.lookup does.",
          "makes a table that node '%s' (op '%s') changes in a way that cannot be followed",
          node.getName(),
          node.getOp());
    }
    return new TableFill(
        made.getName(), op, types, content, NodeValidator.validate(ImmutableMap.copyOf(nodes)));
  }

  private Column column(TensorRef tensor, NodeDef table, Map<String, NodeDef> nodes) {
    NodeDef source = flat.nodeOrThrow(tensor);
    if (source.getOp().equals("RestoreV2")) {
      CheckpointKey key = Checkpoint.key(source, tensor.index(), flat);
      if (!key.slice().isEmpty()) {
        throw NodeRefusal.broken(table, "makes a table that is filled from a slice");
      }
      return new TableFill.Stored(key.tensorName());
    }
    nodes.putAll(ancestors(source, table));
    return new TableFill.Computed(tensor);
  }

  private ImmutableMap<String, NodeDef> ancestors(NodeDef node, NodeDef table) {
    ImmutableMap<String, NodeDef> nodes =
        Pruner.ancestors(ImmutableList.of(node.getName()), flat.nodes());
    for (NodeDef read : nodes.values()) {
      boolean known =
          AllowedOps.mayExecute(read.getOp(), AllowedOps.Use.PREDICT)
              && !OpTable.is(read.getOp(), OpTrait.PLACEHOLDER)
              && !OpTable.is(read.getOp(), OpTrait.CONTROL_FLOW)
              && !read.getOp().equals("VarHandleOp");
      if (!known) {
        throw NodeRefusal.of(
            table,
            "Maybe fill it from constants, a text file in the assets or the checkpoint.",
            "makes a table of the output of node '%s' (op '%s'), which is not known before the"
                + " model runs",
            read.getName(),
            read.getOp());
      }
    }
    return nodes;
  }

  /** The file whose name a node gives, as it is or by way of a variable. */
  private @Nullable String asset(String node) {
    NodeDef source = flat.nodes().get(node);
    if (source == null || !source.getOp().equals("ReadVariableOp")) {
      return assets.get(node);
    }
    return flat.nodes().values().stream()
        .filter(assigning -> assigning.getOp().equals("AssignVariableOp"))
        .filter(assigning -> assigning.getInput(0).equals(source.getInput(0)))
        .map(assigning -> assets.get(TensorRef.parse(assigning.getInput(1)).node()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private Content lines(NodeDef node, NodeDef table) {
    String asset = asset(TensorRef.parse(node.getInput(1)).node());
    Optional<String> file = asset == null ? Optional.empty() : folder.name(ASSETS, asset);
    if (file.isEmpty() || !file.get().startsWith(ASSETS + "/")) {
      throw NodeRefusal.of(
          table,
          "Maybe save the file as an asset of the model.",
          "makes a table of a file that is not an asset of the SavedModel");
    }
    ByteString delimiter = NodeOutputs.attribute(node, "delimiter").getS();
    if (delimiter.size() != 1) {
      throw NodeRefusal.broken(table, "makes a table of a file without a delimiter");
    }
    return new TableFill.Lines(
        file.get(),
        node.getAttrOrThrow("key_index").getI(),
        node.getAttrOrThrow("value_index").getI(),
        NodeOutputs.attribute(node, "vocab_size").getI(),
        NodeOutputs.attribute(node, "offset").getI(),
        delimiter.byteAt(0));
  }
}
