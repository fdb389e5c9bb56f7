package io.github.tfsaliency.cli.input;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.Sha256;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How files are read, where they do not say it themselves.
 *
 * @param columns lists of columns, {@code a,b,c} or {@code INPUT=a,b,c}
 * @param tables what becomes of columns
 * @param vocabulary a file with one token a line
 * @param special tokens that are no part of a text
 * @param sampleRate that the model takes; empty to ask the model
 * @param bandScales what becomes of each band of a picture; empty for the encoding of pixels
 * @param bands the three that are shown, counted from 1; empty for the first three
 */
public record Reading(
    ImmutableList<String> columns,
    ColumnTables tables,
    Optional<Path> vocabulary,
    SpecialTokens special,
    OptionalInt sampleRate,
    Optional<BandScales> bandScales,
    ImmutableList<Integer> bands) {
  /** Nothing is said. */
  public static final Reading DEFAULT =
      new Reading(
          ImmutableList.of(),
          ColumnTables.NONE,
          Optional.empty(),
          SpecialTokens.BERT,
          OptionalInt.empty(),
          Optional.empty(),
          ImmutableList.of());

  private static final String COLUMNS = "columns";
  private static final String TABLES = "encoding";
  private static final String VOCABULARY = "vocabulary";
  private static final String SPECIAL = "special";
  private static final String RATE = "sampleRate";
  private static final String SCALES = "bandEncoding";
  private static final String BANDS = "bands";
  private static final String KIND = "kind:";

  /** No name of a column that people type has it; lists are joined by it. */
  private static final char BETWEEN = '\n';

  ColumnLists columnLists(Set<String> inputs) {
    return ColumnLists.parse(columns, inputs);
  }

  /**
   * What a record says of it.
   *
   * @param kinds of the files, by the names of inputs
   * @return empty where all follows from the files alone
   */
  public ImmutableMap<String, String> record(Map<String, InputKind> kinds) {
    ImmutableMap.Builder<String, String> record = ImmutableMap.builder();
    boolean plain =
        kinds.values().stream().allMatch(kind -> kind == InputKind.ARRAY)
            || (kinds.size() == 1
                && kinds.containsValue(InputKind.PICTURE)
                && bands.isEmpty()
                && bandScales.isEmpty());
    if (plain) {
      return ImmutableMap.of();
    }
    kinds.forEach((input, kind) -> record.put(KIND + input, kind.toString()));
    record.putAll(options());
    return record.buildOrThrow();
  }

  /**
   * What was said, as texts.
   *
   * @return the vocabulary by its SHA-256
   */
  public ImmutableMap<String, String> options() {
    ImmutableMap.Builder<String, String> options = ImmutableMap.builder();
    if (!columns.isEmpty()) {
      options.put(COLUMNS, String.join(String.valueOf(BETWEEN), columns));
    }
    if (!tables.equals(ColumnTables.NONE)) {
      options.put(TABLES, tables.toJson());
    }
    vocabulary.ifPresent(file -> options.put(VOCABULARY, Sha256.of(file)));
    if (!special.equals(SpecialTokens.BERT)) {
      options.put(SPECIAL, special.toString());
    }
    sampleRate.ifPresent(rate -> options.put(RATE, Integer.toString(rate)));
    bandScales.ifPresent(scales -> options.put(SCALES, scales.toJson()));
    if (!bands.isEmpty()) {
      options.put(BANDS, bands.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    return options.buildOrThrow();
  }

  /**
   * Reads a record.
   *
   * @param record as {@link #record} wrote it
   * @param files finds the vocabulary by its SHA-256
   * @return how the files were read
   * @throws IllegalArgumentException if it is no such record
   */
  public static Reading of(Map<String, String> record, Function<String, Path> files) {
    String columns = record.getOrDefault(COLUMNS, "");
    String rate = record.getOrDefault(RATE, "");
    return new Reading(
        columns.isEmpty()
            ? ImmutableList.of()
            : ImmutableList.copyOf(Splitter.on(BETWEEN).split(columns)),
        ColumnTables.fromJson(record.getOrDefault(TABLES, "{}")),
        Optional.ofNullable(record.get(VOCABULARY)).map(files),
        record.containsKey(SPECIAL)
            ? SpecialTokens.parse(record.getOrDefault(SPECIAL, ""))
            : SpecialTokens.BERT,
        rate.isEmpty() ? OptionalInt.empty() : OptionalInt.of(rate(rate)),
        BandScales.fromJson(record.getOrDefault(SCALES, "{}")),
        bands(record.getOrDefault(BANDS, "")));
  }

  /** The kinds of the files that a record names, by the names of inputs. */
  public static ImmutableMap<String, InputKind> kinds(Map<String, String> record) {
    ImmutableMap.Builder<String, InputKind> kinds = ImmutableMap.builder();
    record.forEach(
        (key, value) -> {
          if (key.startsWith(KIND)) {
            kinds.put(key.substring(KIND.length()), InputKind.named(value));
          }
        });
    return kinds.buildOrThrow();
  }

  static int rate(String text) {
    Integer rate = Ints.tryParse(text);
    if (rate == null || rate < 1 || rate > Resampler.MOST_RATE) {
      throw new IllegalArgumentException(
          Message.of(
              "The sample rate must be 1 to %s samples a second, not '%s'.",
              Resampler.MOST_RATE, text));
    }
    return rate;
  }

  static ImmutableList<Integer> bands(String text) {
    if (text.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<Integer> bands = ImmutableList.builder();
    for (String part : Splitter.on(',').trimResults().split(text)) {
      Integer band = Ints.tryParse(part);
      if (band == null || band < 1) {
        throw wrongBands(text);
      }
      bands.add(band);
    }
    ImmutableList<Integer> all = bands.build();
    if (all.size() != 3) {
      throw wrongBands(text);
    }
    return all;
  }

  private static IllegalArgumentException wrongBands(String text) {
    return new IllegalArgumentException(
        Message.of(
            "The bands '%s' must be three numbers from 1, for red, green and blue.\n"
                + "Maybe --bands 4,3,2.",
            text));
  }
}
