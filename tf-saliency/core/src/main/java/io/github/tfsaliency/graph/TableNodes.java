package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableSet;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.NodeDefOrBuilder;

/** The nodes that make tables, in which a model looks things up. */
public final class TableNodes {
  /** A table that is filled once. */
  public static final String STATIC = "HashTableV2";

  /** Texts of a table become texts of the graph, whose sizes are bounded before it runs. */
  public static final int MAX_TEXT = 1000;

  private static final ImmutableSet<String> TABLES =
      ImmutableSet.of(
          STATIC, "MutableHashTableV2", "MutableHashTableOfTensorsV2", "MutableDenseHashTableV2");

  /** They have the attributes and inputs of their second versions, and handles of strings. */
  private static final ImmutableSet<String> OUTDATED =
      ImmutableSet.of(
          "HashTable",
          "InitializeTable",
          "InitializeTableFromTextFile",
          "LookupTableExport",
          "LookupTableFind",
          "LookupTableImport",
          "LookupTableInsert",
          "LookupTableSize",
          "MutableDenseHashTable",
          "MutableHashTable",
          "MutableHashTableOfTensors");

  private TableNodes() {}

  /**
   * What an op of TensorFlow 1 is called today, as far as tables are concerned.
   *
   * @param op any op
   * @return its name, or that of its second version
   */
  public static String today(String op) {
    return OUTDATED.contains(op) ? op + "V2" : op;
  }

  /**
   * Whether a node makes a table.
   *
   * @param node of TensorFlow 1 or 2
   * @return whether its output is a table's handle
   */
  public static boolean isTable(NodeDefOrBuilder node) {
    return TABLES.contains(today(node.getOp()));
  }

  /**
   * By what name TensorFlow finds a table again.
   *
   * @param node that makes it
   * @return empty if nobody but the readers of the node do
   */
  public static String sharedName(NodeDef node) {
    AttrValue none = AttrValue.getDefaultInstance();
    String name = node.getAttrOrDefault("shared_name", none).getS().toStringUtf8();
    boolean byNode = node.getAttrOrDefault("use_node_name_sharing", none).getB();
    return name.isEmpty() && byNode ? node.getName() : name;
  }
}
