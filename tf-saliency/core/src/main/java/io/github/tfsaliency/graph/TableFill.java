package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * One step that fills a table: the SavedModel's own ops for that are read, never run.
 *
 * @param table the name of the node that makes the table
 * @param op that fills it: {@code LookupTableImportV2}, {@code LookupTableInsertV2} or {@code
 *     InitializeTableV2}
 * @param types of keys and values
 * @param content what it holds then
 * @param nodes that make the table and compute what is computed of the content, by name, each after
 *     the nodes that it reads
 */
public record TableFill(
    String table, String op, Types types, Content content, ImmutableMap<String, NodeDef> nodes) {

  /**
   * The types of a table.
   *
   * @param key integers or strings
   * @param value numbers, truth values or strings
   */
  public record Types(DataType key, DataType value) {}

  /** Where keys and values come from. */
  public sealed interface Content {}

  /**
   * Two tensors.
   *
   * @param keys of any shape that the table takes
   * @param values as many
   */
  public record Columns(Column keys, Column values) implements Content {}

  /**
   * The lines of a text file.
   *
   * @param file its name in the SavedModel's folder
   * @param keyColumn counts from 0; -1 is the number of the line, -2 the whole line
   * @param valueColumn the same
   * @param size how many lines there are, or -1
   * @param offset is added to the numbers of lines
   * @param delimiter between columns, one byte
   */
  public record Lines(
      String file, long keyColumn, long valueColumn, long size, long offset, byte delimiter)
      implements Content {}

  /** One tensor. */
  public sealed interface Column {}

  /**
   * A tensor of the checkpoint.
   *
   * @param key its name there
   */
  public record Stored(String key) implements Column {}

  /**
   * A tensor that is computed from constants.
   *
   * @param tensor of the fill's nodes
   */
  public record Computed(TensorRef tensor) implements Column {}
}
