package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;

/**
 * A text before anybody knows what it means.
 *
 * @param name the part before the colon
 * @param rest the part behind it; empty if there is none
 */
record SpecParts(String name, String rest) {
  static SpecParts of(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new SpecParts(text, "")
        : new SpecParts(text.substring(0, colon), text.substring(colon + 1));
  }

  /**
   * Finds a value by its name.
   *
   * @throws IllegalArgumentException if there is no such name
   */
  <V> V find(String kind, ImmutableMap<String, V> rows) {
    V row = rows.get(name);
    if (row == null) {
      throw new IllegalArgumentException(
          Message.of(
              "There is no %s '%s'.\nMaybe one of %s.",
              Message.part(kind), name, NearestNames.of(name, rows.keySet())));
    }
    return row;
  }

  SpecOptions options(String kind, SpecFiles files) {
    return SpecOptions.of(kind + " '" + name + "'", rest, files);
  }
}
