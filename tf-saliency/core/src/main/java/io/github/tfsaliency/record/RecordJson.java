package io.github.tfsaliency.record;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.SaliencyException;

/**
 * Records as JSON, as {@code explain} writes them into {@code record.json}.
 *
 * @since 0.1.0
 */
public final class RecordJson {
  private RecordJson() {}

  /**
   * Writes a record.
   *
   * @param record the record
   * @return a JSON object
   */
  public static String toJson(ExplanationRecord record) {
    return RecordWriter.write(requireNonNull(record, "record"));
  }

  /**
   * Reads a record from a text, which may come from an untrusted source.
   *
   * @param json a JSON object
   * @return the record
   * @throws SaliencyException if it is not a record: not JSON, a missing, repeated or unknown key,
   *     a value of another type, an invalid checksum, or a number that is not finite
   */
  public static ExplanationRecord fromJson(String json) {
    return RecordReader.read(requireNonNull(json, "json"));
  }

  /**
   * Reads a list of records from a text, which may come from an untrusted source.
   *
   * @param json an array of objects, as in {@code record.json}, or one object
   * @return the records
   * @throws SaliencyException as {@link #fromJson}
   */
  public static ImmutableList<ExplanationRecord> listFromJson(String json) {
    return RecordReader.readList(requireNonNull(json, "json"));
  }
}
