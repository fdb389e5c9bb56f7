package io.github.tfsaliency.engine;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The allow-list of the importer: what may be on a model's path, and all else. */
record Operations(ImmutableSet<String> anywhere, ImmutableSet<String> elsewhere) {
  private static final Path LIST =
      Path.of("src/main/resources/io/github/tfsaliency/graph/check/allowed-ops.txt");

  static Operations read() throws IOException {
    ImmutableSet.Builder<String> anywhere = ImmutableSet.builder();
    ImmutableSet.Builder<String> elsewhere = ImmutableSet.builder();
    ImmutableSet.Builder<String> section = anywhere;
    for (String line : Files.readAllLines(LIST)) {
      if (line.startsWith("[")) {
        section = line.equals("[anywhere]") ? anywhere : elsewhere;
      } else if (!line.startsWith("#")) {
        section.addAll(Splitter.on(' ').omitEmptyStrings().trimResults().split(line));
      }
    }
    return new Operations(anywhere.build(), elsewhere.build());
  }
}
