package io.github.tfsaliency.cli.common;

import com.google.common.base.Ascii;
import com.google.common.io.MoreFiles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Names of result files: readable, safe on every file system, never twice the same. */
public final class FileNames {
  private static final int MAX_LENGTH = 150;

  private final Set<String> used = new HashSet<>();

  /** A name that is taken already, with its extension. */
  public void reserve(String file) {
    used.add(Ascii.toLowerCase(MoreFiles.getNameWithoutExtension(Path.of(file))));
  }

  /** The name of a folder for all that belongs to an input. */
  public String unique(String input) {
    return uniqueOf(MoreFiles.getNameWithoutExtension(Path.of(input)));
  }

  public String unique(Path input, String what) {
    return uniqueOf(MoreFiles.getNameWithoutExtension(input) + "." + what);
  }

  private String uniqueOf(String name) {
    String safe = name.replaceAll("[^\\p{Alnum}=._-]+", "_");
    return free(safe.substring(0, Math.min(safe.length(), MAX_LENGTH)));
  }

  /** The name of another file that belongs to one of these names. */
  public String beside(String name, String what) {
    return free(name + "." + what);
  }

  private String free(String base) {
    String unique = base;
    for (int i = 2; !used.add(Ascii.toLowerCase(unique)); i++) {
      unique = base + "-" + i;
    }
    return unique;
  }
}
