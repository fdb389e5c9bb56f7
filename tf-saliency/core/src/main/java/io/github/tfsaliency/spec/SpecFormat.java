package io.github.tfsaliency.spec;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.message.EscapedText;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.SpecNumber;
import io.github.tfsaliency.segment.Segmentation;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The text form of a key's value: it reads, prints, and describes the allowed texts. Immutable.
 *
 * @param <V> the value
 * @since 0.1.0
 */
public final class SpecFormat<V> {
  private final String expected;
  private final Reader<V> reader;
  private final Function<? super V, String> printer;
  private final ImmutableList<String> alternatives;

  /** Makes a value of a text, and of the files that it names. */
  @FunctionalInterface
  interface Reader<V> {
    Optional<V> read(String text, SpecFiles files);
  }

  private SpecFormat(
      String expected,
      Reader<V> reader,
      Function<? super V, String> printer,
      ImmutableList<String> alternatives) {
    this.expected = expected;
    this.reader = reader;
    this.printer = printer;
    this.alternatives = alternatives;
  }

  /**
   * A format.
   *
   * @param <V> the value
   * @param expected the end of the sentence "must be", for example {@code a number}
   * @param reader reads a value from a text without commas; empty if the text has another form;
   *     throws an exception with the reason if the value cannot be used
   * @param printer prints a value, so that the reader reads an equal value
   * @return the format
   */
  public static <V> SpecFormat<V> of(
      String expected, Function<String, Optional<V>> reader, Function<? super V, String> printer) {
    requireNonNull(reader, "reader");
    return ofFiles(
        requireNonNull(expected, "expected"),
        (text, files) -> reader.apply(text),
        requireNonNull(printer, "printer"));
  }

  /**
   * Whole numbers that fit an {@code int}.
   *
   * @return the format
   */
  public static SpecFormat<Integer> integer() {
    return parsed("an integer", Integer::valueOf, value -> Integer.toString(value));
  }

  /**
   * Whole numbers that fit a {@code long}: seeds.
   *
   * @return the format
   */
  public static SpecFormat<Long> wholeNumber() {
    return parsed("a whole number", Long::valueOf, value -> Long.toString(value));
  }

  /**
   * Numbers, printed in their shortest form: {@code 0.5}, {@code 1e-6}, {@code 20}.
   *
   * @return the format
   */
  public static SpecFormat<Double> number() {
    return parsed("a number", Double::valueOf, value -> SpecNumber.shortest(value));
  }

  /**
   * {@code true} and {@code false}.
   *
   * @return the format
   */
  public static SpecFormat<Boolean> flag() {
    return of(
        "true or false",
        text ->
            text.equals("true") || text.equals("false")
                ? Optional.of(text.equals("true"))
                : Optional.empty(),
        value -> Boolean.toString(value));
  }

  /**
   * Any text. Commas, which end an option, are printed as {@code %2c}, percent signs as {@code
   * %25}, opening brackets as {@code %5b}, and a space at the end as {@code %20}.
   *
   * @return the format
   */
  public static SpecFormat<String> text() {
    return of("a text", text -> Optional.of(EscapedText.read(text)), EscapedText::print);
  }

  /**
   * The constants of an enum, in small letters with dashes.
   *
   * @param <E> the enum
   * @param type the enum
   * @return the format
   */
  public static <E extends Enum<E>> SpecFormat<E> choice(Class<E> type) {
    ImmutableMap.Builder<String, E> names = ImmutableMap.builder();
    for (E constant : type.getEnumConstants()) {
      names.put(Ascii.toLowerCase(constant.name()).replace('_', '-'), constant);
    }
    return named(names.buildOrThrow());
  }

  /**
   * Values by their names.
   *
   * @param <V> the value
   * @param values the values by name; names and values must be distinct
   * @return the format
   */
  public static <V> SpecFormat<V> named(ImmutableMap<String, V> values) {
    return new SpecFormat<>(
        "one of " + values.keySet(),
        (text, files) -> Optional.ofNullable(values.get(text)),
        value -> nameOf(value, values),
        values.keySet().asList());
  }

  /**
   * A baseline: a number, one for each channel as {@code 0/0.5/1}, {@code noise/LOW/HIGH/SEED},
   * {@code id:N} for the model's embedding of an id, or the name of a {@code .npy} file, which is
   * read.
   *
   * @return the format; an array that was given in Java is printed as {@code array[2x2x3]}, which
   *     cannot be read
   */
  public static SpecFormat<Baseline> baseline() {
    return ofFiles(BaselineText.EXPECTED, BaselineText::read, BaselineText::print);
  }

  /**
   * One baseline, or several joined by plus signs.
   *
   * @return the format
   */
  public static SpecFormat<ImmutableList<Baseline>> baselines() {
    return ofFiles(BaselineText.EXPECTED, BaselineText::readAll, BaselineText::printAll);
  }

  /**
   * A segmentation: a number of superpixels, {@code slic/COUNT/COMPACTNESS}, {@code
   * felzenszwalb/SCALE/SIGMA/LEAST} or {@code grid/ROWS/COLUMNS}.
   *
   * @return the format; segments that were given in Java are printed as {@code array[4x6]}, which
   *     cannot be read
   */
  public static SpecFormat<Segmentation> segmentation() {
    return of(SegmentationText.EXPECTED, SegmentationText::read, SegmentationText::print)
        .withAlternatives(
            "slic/COUNT/COMPACTNESS", "felzenszwalb/SCALE/SIGMA/LEAST", "grid/ROWS/COLUMNS");
  }

  /** The same without escapes: names of files, which may have percent signs. */
  static SpecFormat<String> plainText() {
    return of("a text", Optional::of, text -> text);
  }

  /** A value that may be left out, once it was read. */
  static <V> Optional<Optional<V>> chosen(Optional<V> read) {
    return read.isPresent() ? Optional.of(read) : Optional.empty();
  }

  /** A format of texts that may name files. */
  static <V> SpecFormat<V> ofFiles(
      String expected, Reader<V> reader, Function<? super V, String> printer) {
    return new SpecFormat<>(expected, reader, printer, ImmutableList.of());
  }

  /** A method with its options. */
  static SpecFormat<AttributionMethod> method() {
    return ofFiles(
        "a method",
        (text, files) -> Optional.of(MethodSpecs.parse(text, files)),
        MethodSpecs::print);
  }

  /** A format read by a parser of Java, which throws if the text has another form. */
  static <V> SpecFormat<V> parsed(
      String expected, Function<String, V> parser, Function<? super V, String> printer) {
    return of(
        expected,
        text -> {
          try {
            return Optional.of(parser.apply(text));
          } catch (NumberFormatException e) {
            return Optional.empty();
          }
        },
        printer);
  }

  /** The same, with what lists show besides the default. */
  SpecFormat<V> withAlternatives(String... alternatives) {
    return new SpecFormat<>(expected, reader, printer, ImmutableList.copyOf(alternatives));
  }

  private static <V> String nameOf(V value, ImmutableMap<String, V> values) {
    for (Map.Entry<String, V> entry : values.entrySet()) {
      if (entry.getValue().equals(value)) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException(
        Message.of("The value '%s' does not have one of the names %s.", value, values.keySet()));
  }

  /**
   * Reads a value.
   *
   * @param text the text of the value
   * @return the value
   * @throws IllegalArgumentException if the text has another form, or the value cannot be used
   * @throws io.github.tfsaliency.attribution.SaliencyException if a file cannot be read
   */
  public V parse(String text) {
    return read(text, SpecFiles.asNamed())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Message.of("'%s' must be %s.", text, Message.part(expected))));
  }

  /**
   * Prints a value.
   *
   * @param value any
   * @return its text, in its shortest form
   */
  public String print(V value) {
    return printer.apply(value);
  }

  Optional<V> read(String text, SpecFiles files) {
    return reader.read(text, files);
  }

  String expected() {
    return expected;
  }

  /** The alternatives that lists show, in addition to the default. */
  ImmutableList<String> alternatives() {
    return alternatives;
  }
}
