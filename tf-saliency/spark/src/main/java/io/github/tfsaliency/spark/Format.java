package io.github.tfsaliency.spark;

import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.Locale;

/** The form of a row's map. */
enum Format {
  /** The values. */
  MAP,

  /** A picture of them. */
  PNG;

  static Format of(String text) {
    return Arrays.stream(values())
        .filter(format -> format.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Message.of(
                        "There is no format '%s'.\nMaybe 'map' for the values, or 'png' for a"
                            + " picture of them.",
                        text)));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
