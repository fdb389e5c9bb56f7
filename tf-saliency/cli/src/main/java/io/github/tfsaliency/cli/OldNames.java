package io.github.tfsaliency.cli;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;

/** Options as they were called once; scripts may still say so, no help does. */
final class OldNames {
  private static final ImmutableMap<String, String> NEW =
      ImmutableMap.of("--image", "--input", "--images", "--input", "--metrics", "--metric");

  private OldNames() {}

  /** The same command line in the words of today. */
  static String[] replaced(String... arguments) {
    return Arrays.stream(arguments).map(OldNames::replaced).toArray(String[]::new);
  }

  private static String replaced(String argument) {
    int end = argument.indexOf('=');
    String name = end < 0 ? argument : argument.substring(0, end);
    return NEW.getOrDefault(name, name) + (end < 0 ? "" : argument.substring(end));
  }
}
