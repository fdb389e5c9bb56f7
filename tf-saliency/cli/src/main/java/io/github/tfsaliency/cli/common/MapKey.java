package io.github.tfsaliency.cli.common;

import com.google.common.base.Splitter;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.tfsaliency.LibraryVersion;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A short text of everything that decides a map: a map with the same key need not be computed
 * again. The contents of files count, not only their names.
 */
public final class MapKey {
  /** What parts of a specification may be a file. */
  private static final Splitter PARTS = Splitter.onPattern("[=,:+]");

  private static final String WEIGHTS = "variables/variables.data-";

  private final Hasher hasher;

  private MapKey(Hasher hasher) {
    this.hasher = hasher;
  }

  /** Of the version of the library alone. */
  public static MapKey start() {
    return new MapKey(Hashing.sha256().newHasher()).text(LibraryVersion.get());
  }

  /** The bytes of all parts after another are no key of other parts. */
  public MapKey text(String text) {
    hasher.putInt(text.length());
    hasher.putUnencodedChars(text);
    return this;
  }

  /** Options with their values, and what the files hold that they name. */
  public MapKey specs(List<String> specs) {
    for (String spec : specs) {
      text(spec);
      for (String part : PARTS.split(spec)) {
        Path file = existing(part);
        if (file != null) {
          file(file);
        }
      }
    }
    return this;
  }

  /** All files of a model but the weights themselves, of which the checkpoint's index has sums. */
  MapKey model(SortedMap<String, Path> files) {
    files.forEach(
        (name, file) -> {
          if (!name.startsWith(WEIGHTS)) {
            text(name).file(file);
          }
        });
    return this;
  }

  private static @Nullable Path existing(String part) {
    try {
      Path file = Path.of(part);
      return !part.isEmpty() && Files.isRegularFile(file) ? file : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** What files hold, if there are any. */
  public MapKey files(List<Path> files) {
    files.forEach(this::file);
    return this;
  }

  /** What a file holds. */
  public MapKey file(Path file) {
    try {
      hasher.putBytes(MoreFiles.asByteSource(file).hash(Hashing.sha256()).asBytes());
      return this;
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The file '%s' cannot be read: %s.", file, e), e);
    }
  }

  public String finish() {
    return hasher.hash().toString();
  }
}
