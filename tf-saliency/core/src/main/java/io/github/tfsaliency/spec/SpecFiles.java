package io.github.tfsaliency.spec;

import io.github.tfsaliency.message.Message;
import java.nio.file.Path;

/**
 * Finds the files that a text names: baselines, vectors and masks. Use it to decide which files a
 * text from another person may open. A provider of methods that opens files itself does not use it.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SpecFiles {
  /**
   * Finds a file.
   *
   * @param name the name in the text
   * @return the file that is read instead
   * @throws IllegalArgumentException if there is no such file
   */
  Path find(String name);

  /**
   * Files are found by their names.
   *
   * @return an object that finds every file
   */
  static SpecFiles asNamed() {
    return Path::of;
  }

  /**
   * No file is opened.
   *
   * @return an object that refuses every name
   */
  static SpecFiles none() {
    return name -> {
      throw new IllegalArgumentException(
          Message.of("The file '%s' must not be named here.\nMaybe give numbers.", name));
    };
  }
}
