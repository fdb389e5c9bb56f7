package io.github.tfsaliency.examples.part;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.RegularFile;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
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
    if (!Files.isDirectory(file)) {
      RegularFile.require(file);
      return of(ImmutableSortedMap.of("", file));
    }
    ImmutableSortedMap.Builder<String, Path> files = ImmutableSortedMap.naturalOrder();
    try (Stream<Path> all = Files.walk(file.toRealPath())) {
      Path real = file.toRealPath();
      all.filter(Files::isRegularFile)
          .forEach(each -> files.put(real.relativize(each).toString(), each));
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(file, e);
    }
    ImmutableSortedMap<String, Path> found = files.buildOrThrow();
    if (found.isEmpty()) {
      throw new SaliencyException(Message.of("There is no file in '%s'.", file));
    }
    return of(found);
  }

  /**
   * The SHA-256 of files and their names.
   *
   * @param files regular files by name, at least one
   * @return in hexadecimal digits
   * @throws SaliencyException if one cannot be read
   */
  public static String of(SortedMap<String, Path> files) {
    List<HashCode> sums = new ArrayList<>();
    files.forEach(
        (name, file) -> {
          try {
            sums.add(MoreFiles.asByteSource(file).hash(Hashing.sha256()));
          } catch (IOException e) {
            throw unreadable(file, e);
          }
          sums.add(Hashing.sha256().hashUnencodedChars(name));
        });
    return Hashing.combineOrdered(sums).toString();
  }

  private static SaliencyException unreadable(Path file, Exception e) {
    return new SaliencyException(Message.of("'%s' cannot be read: %s.", file, e), e);
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
