package io.github.tfsaliency.spec;

import io.github.tfsaliency.message.Message;
import java.nio.file.Path;

/**
 * Where the files lie that a text names: baselines, vectors and masks. Whoever reads a text of
 * somebody else decides by it which files are opened. A provider of methods that opens files by
 * itself does not ask.
 */
@FunctionalInterface
public interface SpecFiles {
  /**
   * Finds a file.
   *
   * @param name as the text has it
   * @return the file that is read in its place
   * @throws IllegalArgumentException if there is none
   */
  Path find(String name);

  /**
   * Files lie where their names say.
   *
   * @return what finds every file
   */
  static SpecFiles asNamed() {
    return Path::of;
  }

  /**
   * No file is opened.
   *
   * @return what refuses every name
   */
  static SpecFiles none() {
    return name -> {
      throw new IllegalArgumentException(
          Message.of("The file '%s' may not be named here.\nMaybe give numbers.", name));
    };
  }
}
