package io.github.tfsaliency.cli.input;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * Columns in the order in which a model takes them.
 *
 * @param byInput of inputs that are named
 * @param unnamed of the only input, or all that are taken
 */
record ColumnLists(
    ImmutableMap<String, ImmutableList<String>> byInput, Optional<ImmutableList<String>> unnamed) {

  /**
   * Reads what {@code --columns} was given.
   *
   * @param texts each {@code a,b,c} or {@code INPUT=a,b,c}
   * @param inputs the names of inputs
   * @throws IllegalArgumentException if it is no list
   */
  static ColumnLists parse(List<String> texts, Set<String> inputs) {
    Map<String, ImmutableList<String>> byInput = new HashMap<>();
    ImmutableList<String> unnamed = null;
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals > 0 && inputs.contains(text.substring(0, equals))) {
        byInput.put(text.substring(0, equals), list(text.substring(equals + 1)));
      } else {
        unnamed = list(text);
      }
    }
    return new ColumnLists(ImmutableMap.copyOf(byInput), Optional.ofNullable(unnamed));
  }

  /** A name with a comma stands in quotes, as in a table. */
  static ImmutableList<String> list(String text) {
    CSVFormat format = CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).get();
    try (CSVParser parser = format.parse(new StringReader(text))) {
      ImmutableList<String> names =
          parser.stream().flatMap(line -> line.stream()).collect(ImmutableList.toImmutableList());
      if (!names.isEmpty() && names.stream().noneMatch(String::isEmpty)) {
        return names;
      }
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          Message.of("The columns '%s' are no list: %s.", text, Message.reason(e)), e);
    }
    throw new IllegalArgumentException(
        Message.of(
            "The columns '%s' are not a list of names.\nMaybe write --columns a,b,c.", text));
  }

  Optional<ImmutableList<String>> of(String input) {
    return Optional.ofNullable(byInput.get(input));
  }
}
