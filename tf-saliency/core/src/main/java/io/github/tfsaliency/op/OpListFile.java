package io.github.tfsaliency.op;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Lists of ops that lie beside the classes: sections of names, and comments. */
public final class OpListFile {
  private OpListFile() {}

  /**
   * Reads the lines that are neither empty nor comments.
   *
   * @param beside a class of the package that the file lies in
   * @param name the file's
   * @return the lines in order
   */
  public static ImmutableList<String> lines(Class<?> beside, String name) {
    // Asked of a class: on the module path no other module may read this one's resources.
    try (InputStream in = requireNonNull(beside.getResourceAsStream(name), name)) {
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
