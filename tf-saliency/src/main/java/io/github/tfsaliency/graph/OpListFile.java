package io.github.tfsaliency.graph;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The lists of ops beside the classes of this package: sections of names, and comments. */
final class OpListFile {
  private OpListFile() {}

  /** The lines that are neither empty nor comments. */
  static ImmutableList<String> lines(String name) {
    // Asked of the class itself: on the module path no other module may read this one's resources.
    try (InputStream in = requireNonNull(OpListFile.class.getResourceAsStream(name), name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Splitter.on('\n')
          .trimResults()
          .omitEmptyStrings()
          .splitToStream(text)
          .filter(line -> !line.startsWith("#"))
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
