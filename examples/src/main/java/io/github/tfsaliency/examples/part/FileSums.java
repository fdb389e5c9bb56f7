package io.github.tfsaliency.examples.part;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tells whether files are still what they were. */
public final class FileSums {
  private FileSums() {}

  /**
   * The SHA-256 of a file, or of all files of a folder in the order of their names.
   *
   * @param file a file or a folder
   * @return in hexadecimal digits
   * @throws SaliencyException if it cannot be read
   */
  public static String of(Path file) {
    List<HashCode> sums = new ArrayList<>();
    try (Stream<Path> all = Files.walk(file)) {
      for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
        sums.add(MoreFiles.asByteSource(each).hash(Hashing.sha256()));
        sums.add(Hashing.sha256().hashUnencodedChars(file.relativize(each).toString()));
      }
    } catch (IOException e) {
      throw new SaliencyException(Message.of("'%s' cannot be read: %s.", file, e), e);
    }
    if (sums.isEmpty()) {
      throw new SaliencyException(Message.of("There is no file '%s'.", file));
    }
    return Hashing.combineOrdered(sums).toString();
  }

  /**
   * The same of the program that a class belongs to.
   *
   * @param type one of its classes
   * @return in hexadecimal digits
   */
  public static String ofProgram(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new SaliencyException(Message.of("It is not known where %s comes from.", type));
    }
    try {
      return of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new SaliencyException(Message.of("'%s' is no file.", source.getLocation()), e);
    }
  }
}
