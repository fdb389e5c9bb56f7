package io.github.tfsaliency.cli.verify;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.Sha256;
import io.github.tfsaliency.spec.SpecFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files by their sums: those that the user named, and those in the record's own folder. Whatever a
 * record calls them, nothing else is opened. In the folder links are not followed, and files are
 * read until the one that is wanted is found.
 */
final class KnownFiles {
  private final Map<String, Path> bySum = new HashMap<>();
  private final Deque<Path> unread;

  private KnownFiles(Deque<Path> unread) {
    this.unread = unread;
  }

  /**
   * Reads the files that were named.
   *
   * @param folder of the record
   * @param named by the user
   * @throws SaliencyException if the folder cannot be listed, or a named file cannot be read
   */
  static KnownFiles in(Path folder, List<Path> named) {
    try (Stream<Path> files = Files.list(folder)) {
      KnownFiles known =
          new KnownFiles(
              new ArrayDeque<>(
                  files
                      .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                      .sorted()
                      .toList()));
      named.forEach(file -> known.bySum.put(Sha256.of(file), file));
      return known;
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The folder '%s' cannot be listed: %s.", folder, e), e);
    }
  }

  /** The file of a sum, if there is one. */
  Optional<Path> find(String sum) {
    while (!bySum.containsKey(sum) && !unread.isEmpty()) {
      Path file = unread.remove();
      try {
        bySum.putIfAbsent(Sha256.of(file), file);
      } catch (SaliencyException e) {
        // What cannot be read cannot be the file that is looked for.
      }
    }
    return Optional.ofNullable(bySum.get(sum));
  }

  /**
   * The file of a sum.
   *
   * @param what it is, for a message
   * @throws MissingFileException if there is none
   */
  Path require(String what, String sum) {
    return find(sum).orElseThrow(() -> new MissingFileException(what, sum));
  }

  /**
   * The files that a text names, by the sums that a record has of them.
   *
   * @param sums by the names in the text
   */
  SpecFiles named(ImmutableMap<String, String> sums) {
    return name -> {
      String sum = sums.get(name);
      if (sum == null) {
        throw new IllegalArgumentException(
            Message.of("the record has no SHA-256 of the file '%s'", name));
      }
      return require(Message.of("file '%s'", name), sum);
    };
  }

  /** No file has a sum that is needed. */
  static final class MissingFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    MissingFileException(String what, String sum) {
      super(
          Message.of(
              "the %s with the SHA-256 %s was not found, which --file can name",
              Message.part(what), sum));
    }
  }
}
