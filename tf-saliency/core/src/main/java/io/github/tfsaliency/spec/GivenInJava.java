package io.github.tfsaliency.spec;

import com.google.common.base.Joiner;
import com.google.common.primitives.Longs;
import io.github.tfsaliency.message.Message;
import java.util.regex.Pattern;

/** Values without a text form: arrays that were given in Java are printed by their shape. */
final class GivenInJava {
  private static final Pattern ARRAY = Pattern.compile("array\\[[0-9x]*]");
  private static final String OWN = "own[";

  /** The rest of a lambda's name is another one in every process. */
  private static final Pattern LAMBDA = Pattern.compile("\\$\\$Lambda[\\w$/]*(@[0-9a-f]+)?");

  private GivenInJava() {}

  static String array(long... sizes) {
    return "array[" + Joiner.on('x').join(Longs.asList(sizes)) + "]";
  }

  static String own(Object value) {
    return OWN + plain(value) + "]";
  }

  /**
   * A value's own text, or its class if the text would have an address, which changes with every
   * run.
   */
  static String plain(Object value) {
    String text = value.toString();
    String address = value.getClass().getName() + "@" + Integer.toHexString(value.hashCode());
    return LAMBDA
        .matcher(text.equals(address) ? name(value.getClass()) : text)
        .replaceAll("\\$lambda");
  }

  private static String name(Class<?> type) {
    String simple = type.getSimpleName();
    return simple.isEmpty() ? type.getName().substring(type.getPackageName().length() + 1) : simple;
  }

  static boolean isOwn(String text) {
    return text.startsWith(OWN);
  }

  /**
   * Refuses an array by its text.
   *
   * @param advice the second line
   * @throws IllegalArgumentException if the text is that of an array
   */
  static void requireNoArray(String text, String advice) {
    if (ARRAY.matcher(text).matches()) {
      throw new IllegalArgumentException(
          Message.of(
              "'%s' is an array that was given in Java, so the text does not have its values.\n%s",
              text, Message.part(advice)));
    }
  }
}
