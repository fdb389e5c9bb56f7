package io.github.tfsaliency.record;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.SaliencyException;

/** Records as JSON, as {@code explain} writes them into {@code record.json}. */
public final class RecordJson {
  private RecordJson() {}

  /**
   * Writes a record.
   *
   * @param record any
   * @return an object
   */
  public static String toJson(ExplanationRecord record) {
    return RecordWriter.write(requireNonNull(record, "record"));
  }

  /**
   * Reads a record from a text that may come from anywhere.
   *
   * @param json an object
   * @return the record
   * @throws SaliencyException if it is no record: no JSON, a key that is missing, given twice or
   *     unknown, a value of another type, a sum that is none, or a number that is not finite
   */
  public static ExplanationRecord fromJson(String json) {
    return RecordReader.read(requireNonNull(json, "json"));
  }

  /**
   * Reads a list of records from a text that may come from anywhere.
   *
   * @param json an array of objects, as {@code record.json} has it, or one object
   * @return the records
   * @throws SaliencyException as {@link #fromJson}
   */
  public static ImmutableList<ExplanationRecord> listFromJson(String json) {
    return RecordReader.readList(requireNonNull(json, "json"));
  }
}
