package io.github.tfsaliency.file;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.base.Splitter;
import com.google.common.math.LongMath;
import com.google.common.primitives.Longs;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/**
 * The description of the values in a {@code .npy} file, a Python dictionary such as
 *
 * <pre>
 *   {'descr': '&lt;f4', 'fortran_order': False, 'shape': (224, 224, 3), }
 * </pre>
 *
 * @param type of the values
 * @param byteOrder the order of each value's bytes
 * @param fortran whether the first dimension is the fastest, instead of the last
 * @param shape rank 0 to 5, no dimension 0
 * @param length bytes ahead of the values
 */
record NpyHeader(NpyType type, ByteOrder byteOrder, boolean fortran, Shape shape, int length) {
  private static final int MAX_RANK = 5;

  /** The longest array that Java has. */
  private static final long MAX_SIZE = Integer.MAX_VALUE - 8;

  /** NumPy leaves room for the first dimension to grow to as many digits. */
  private static final int GROWTH_DIGITS = 21;

  private static final Pattern DICTIONARY = Pattern.compile("\\s*\\{.*}\\s*", Pattern.DOTALL);
  private static final Pattern DTYPE =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*(\\[.*]|'[^']*'|\"[^\"]*\")", Pattern.DOTALL);
  private static final Pattern NUMERIC_DTYPE = Pattern.compile("([<>|])(\\w+)");
  private static final Pattern FORTRAN =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^()]*)\\)");

  /** Python 2 marked some numbers by an L. */
  private static final Pattern SIZE = Pattern.compile("\\d+L?");

  /**
   * Reads the dictionary, its keys in any order.
   *
   * @param text the dictionary
   * @param length bytes ahead of the values
   * @param file what errors call it
   * @throws SaliencyException if it is not a dictionary of NumPy's, or not of an array of numbers
   *     of rank 0 to 5
   */
  static NpyHeader parse(String text, int length, Message.Part file) {
    if (!DICTIONARY.matcher(text).matches()) {
      throw foreign(text, file);
    }
    String dtype = find(DTYPE, text, file);
    Matcher numeric = NUMERIC_DTYPE.matcher(dtype.substring(1, dtype.length() - 1));
    Optional<NpyType> type = numeric.matches() ? NpyType.of(numeric.group(2)) : Optional.empty();
    if (type.isEmpty()) {
      throw new SaliencyException(
          Message.of(
              "The %s has the dtype %s, which is not real numbers of 1 to 8 bytes.\n"
                  + "Maybe save it with array.astype('float32').",
              file, dtype));
    }
    ByteOrder byteOrder =
        numeric.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    boolean fortran = find(FORTRAN, text, file).equals("True");
    List<String> sizes =
        Splitter.on(',').trimResults().omitEmptyStrings().splitToList(find(SHAPE, text, file));
    if (!sizes.stream().allMatch(size -> SIZE.matcher(size).matches())) {
      throw foreign(text, file);
    }
    Shape shape = Shape.of(sizes.stream().mapToLong(NpyHeader::size).toArray());
    if (!isKnown(shape)) {
      throw new SaliencyException(
          Message.of(
              "The %s has the shape %s, but must have 0 to %s dimensions and 1 to %s" + " values.",
              file, sizes, MAX_RANK, MAX_SIZE));
    }
    return new NpyHeader(type.get(), byteOrder, fortran, shape, length);
  }

  private static String find(Pattern pattern, String text, Message.Part file) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw foreign(text, file);
    }
    return matcher.group(1);
  }

  /** What is too large for a long is too large for an array too. */
  private static long size(String text) {
    Long size = Longs.tryParse(text.replace("L", ""));
    return size == null ? Long.MAX_VALUE : size;
  }

  private static boolean isKnown(Shape shape) {
    long size = LongStream.of(shape.asArray()).reduce(1, LongMath::saturatedMultiply);
    int rank = shape.numDimensions();
    return rank <= MAX_RANK && size >= 1 && size <= MAX_SIZE;
  }

  private static SaliencyException foreign(String text, Message.Part file) {
    return new SaliencyException(
        Message.of("The %s has a header that NumPy does not write: %s", file, text.strip()));
  }

  /**
   * The dictionary as {@code numpy.save} writes it for a little-endian, row-major array, without
   * the spaces that align it.
   *
   * @param shape of the array
   * @throws IllegalArgumentException if the shape has more than 5 dimensions, or no values
   */
  static String format(Shape shape) {
    checkArgument(
        isKnown(shape),
        "The array has the shape %s, but must have 0 to %s dimensions and 1 to %s values.",
        shape,
        MAX_RANK,
        MAX_SIZE);
    int digits = shape.numDimensions() == 0 ? 0 : Long.toString(shape.get(0)).length();
    String sizes =
        LongStream.of(shape.asArray()).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "{'descr': '<f4', 'fortran_order': False, 'shape': ("
        + sizes
        + (shape.numDimensions() == 1 ? ",), }" : "), }")
        + " ".repeat(GROWTH_DIGITS - digits);
  }
}
