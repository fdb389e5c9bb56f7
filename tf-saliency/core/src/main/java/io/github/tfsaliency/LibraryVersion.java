package io.github.tfsaliency;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this library, as written by its build.
 *
 * @since 0.1.0
 */
public final class LibraryVersion {
  private LibraryVersion() {}

  /**
   * Returns the version.
   *
   * @return for example {@code 1.0.0}
   */
  public static String get() {
    try (InputStream in = LibraryVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
