package io.github.tfsaliency.graph.files;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.FileKind;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A SavedModel's folder, the only way to its files. The folder may be a link itself. Inside it a
 * link counts only if it ends inside the folder, or inside a root that the user named; and what is
 * not a regular file is refused before anybody opens it.
 *
 * <p>Files are opened by their real paths, whose last part is not followed if it became a link in
 * the meantime. What remains: a user who may write into the folder or a root while it is read can
 * put another file, a pipe, or a folder that is a link instead of what was checked. TensorFlow
 * opens the files of weights by their names, after all of them were checked. A hard link is a
 * regular file like any other. So the folder must not be writable for those who are not trusted
 * while it is read.
 *
 * @param directory as the user gave it
 * @param pinned what the folder was when loading began; empty to look anew each time
 * @param roots real paths of further folders that links may lead into
 */
public record ModelFolder(Path directory, Optional<Path> pinned, ImmutableSet<Path> roots) {
  private static final int MOST_HOPS = 100;

  /**
   * A folder without further roots, which need not exist yet.
   *
   * @param directory as the user gave it
   * @return the folder
   */
  public static ModelFolder of(Path directory) {
    return new ModelFolder(directory, Optional.empty(), ImmutableSet.of());
  }

  /**
   * Lets links lead into one more folder.
   *
   * @param root an existing folder
   * @return a new value
   * @throws IllegalArgumentException if there is no such folder
   */
  public ModelFolder withLinksWithin(Path root) {
    Optional<Path> real = existing(root);
    checkArgument(
        real.isPresent(),
        "There is no folder '%s' for links to lead into.\n"
            + "Maybe the path is relative to a different working directory than '%s'.",
        root,
        Path.of("").toAbsolutePath());
    return new ModelFolder(
        directory, pinned, ImmutableSet.<Path>builder().addAll(roots).add(real.get()).build());
  }

  /**
   * Stays with what the folder is now: of a link that somebody replaces later, the files of two
   * models must not be mixed.
   *
   * @return a new value
   * @throws UnsupportedModelException if there is no folder
   */
  public ModelFolder pin() {
    return new ModelFolder(directory, Optional.of(real()), roots);
  }

  /**
   * Where the folder really is.
   *
   * @return a path without links
   * @throws UnsupportedModelException if there is no folder
   */
  public Path real() {
    return pinned
        .or(() -> existing(directory))
        .orElseThrow(
            () ->
                Files.isRegularFile(directory)
                    ? NoSavedModel.because(directory)
                    : new UnsupportedModelException(
                        Message.of(
                            "There is no folder '%s'.\n"
                                + "Maybe the path is relative to a different working directory than"
                                + " '%s'.",
                            directory, Path.of("").toAbsolutePath())));
  }

  private static Optional<Path> existing(Path folder) {
    try {
      return Optional.of(folder.toRealPath()).filter(Files::isDirectory);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The name of a file that the model names, by its text alone.
   *
   * @param base the name of a subfolder
   * @param file relative to that; it may lead out of the subfolder by {@code ..}
   * @return relative to the folder, with slashes; empty for what lies outside of the folder
   * @throws IllegalArgumentException if no file can have this name
   */
  public Optional<String> name(String base, String file) {
    Path root = directory.toAbsolutePath().normalize();
    Path path = root.resolve(base).resolve(file).normalize();
    return path.startsWith(root) && !path.equals(root)
        ? Optional.of(slashes(root.relativize(path)))
        : Optional.empty();
  }

  /**
   * Looks for a file.
   *
   * @param name relative to the folder, with slashes
   * @return its real path, of a regular file; empty if nothing has this name
   * @throws UnsupportedModelException if a link leads out of the folder, in a circle or nowhere, or
   *     this is no regular file
   */
  public Optional<Path> find(String name) {
    Optional<Path> found = locate(name);
    found.ifPresent(real -> requireRegular(name, real));
    return found;
  }

  /**
   * Looks for a file that is to be read.
   *
   * @param name relative to the folder, with slashes
   * @return as {@link #find}
   * @throws UnsupportedModelException as {@link #find}, or if Git LFS left a pointer in its place
   */
  public Optional<Path> findContent(String name) {
    Optional<Path> found = find(name);
    if (found.isPresent()) {
      try (InputStream file = open(found.get())) {
        LfsPointer.requireNone(file, directory.resolve(name));
      } catch (IOException e) {
        throw unreadable(name, e);
      }
    }
    return found;
  }

  /** Looks for a file or a folder. */
  Optional<Path> locate(String name) {
    Path real = real();
    Path path = real.resolve(name);
    try {
      Path target = path.toRealPath();
      if (!isAllowed(target, real)) {
        throw outside(link(path, at -> leadsOut(at, real)).orElse(path), target);
      }
      return Optional.of(target);
    } catch (NoSuchFileException e) {
      Optional<Path> dangling = link(path, Files::notExists);
      if (dangling.isPresent()) {
        throw dangling(dangling.get(), e);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private boolean isAllowed(Path target, Path real) {
    return target.startsWith(real) || roots.stream().anyMatch(target::startsWith);
  }

  private boolean leadsOut(Path link, Path real) {
    try {
      return !isAllowed(link.toRealPath(), real);
    } catch (IOException e) {
      return true;
    }
  }

  private void requireRegular(String name, Path real) {
    try {
      Optional<String> kind = FileKind.unlikeRegularFile(real);
      if (kind.isPresent()) {
        throw new UnsupportedModelException(
            Message.of(
                "The file '%s' of the SavedModel '%s' %s.\n"
                    + "Maybe put a regular file in its place, or remove it.",
                name, directory, Message.part(kind.get())));
      }
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** The first link on the way to a path that fits. */
  private Optional<Path> link(Path path, Predicate<Path> fits) {
    Path at = real();
    for (Path part : at.relativize(path)) {
      at = at.resolve(part);
      if (Files.isSymbolicLink(at) && fits.test(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private UnsupportedModelException outside(Path link, Path target) {
    return new UnsupportedModelException(
        Message.of(
            "The link '%s' of the SavedModel '%s' leads to '%s', outside the folder.\n"
                + "Maybe allow it, if files there may be read, with"
                + " Model.from(path).linksWithin(folder).",
            Message.part(shown(link)), directory, target.toString()));
  }

  private UnsupportedModelException dangling(Path link, NoSuchFileException e) {
    String target;
    try {
      target = link.resolveSibling(Files.readSymbolicLink(link)).normalize().toString();
    } catch (IOException gone) {
      target = "";
    }
    return new UnsupportedModelException(
        Message.of(
            "The link '%s' of the SavedModel '%s' leads to '%s', which does not exist.\n"
                + "Maybe copy the model with the files that its links lead to.",
            Message.part(shown(link)), directory, target),
        e);
  }

  UnsupportedModelException unreadable(String name, IOException e) {
    Optional<Path> circle = link(real().resolve(name), ModelFolder::isCircle);
    if (circle.isPresent()) {
      return new UnsupportedModelException(
          Message.of(
              "The link '%s' of the SavedModel '%s' leads in a circle.\n"
                  + "Maybe put a regular file in its place, or remove it.",
              Message.part(shown(circle.get())), directory),
          e);
    }
    return new UnsupportedModelException(
        Message.of(
            "The file '%s' of the SavedModel '%s' cannot be read: %s.\n"
                + "Maybe its permissions, or those of its folders, forbid it.",
            name, directory, Message.part(reason(e))),
        e);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "access is denied";
    }
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.toString();
  }

  private static boolean isCircle(Path link) {
    Path at = link;
    try {
      for (int hop = 0; hop < MOST_HOPS; hop++) {
        if (!Files.isSymbolicLink(at)) {
          return false;
        }
        at = at.resolveSibling(Files.readSymbolicLink(at));
      }
    } catch (IOException e) {
      return false;
    }
    return true;
  }

  private String shown(Path path) {
    return Shown.name(slashes(real().relativize(path)));
  }

  private static String slashes(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  /**
   * Opens a file that was found.
   *
   * @param real what {@link #find} gave
   * @return its bytes, to be closed
   * @throws IOException if it cannot be read, or became a link
   */
  public static InputStream open(Path real) throws IOException {
    return Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Reads a whole file that was found.
   *
   * @param real what {@link #find} gave
   * @param shown its path for the user
   * @param most how many bytes it may have
   * @return its bytes
   * @throws IOException if it cannot be read, or has more bytes, whatever its folder says of that
   */
  public static byte[] readBytes(Path real, Path shown, int most) throws IOException {
    try (InputStream in = open(real)) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new IOException("the file '" + shown + "' has more than " + most + " bytes");
      }
      return bytes;
    }
  }

  /**
   * Reads a whole text that was found.
   *
   * @param real what {@link #find} gave
   * @param shown its path for the user
   * @param most how many bytes it may have
   * @return its text
   * @throws IOException if it cannot be read, has more bytes, or is not UTF-8; its content is not
   *     quoted
   */
  public static String readString(Path real, Path shown, int most) throws IOException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(readBytes(real, shown, most)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IOException("the file '" + shown + "' is not text in UTF-8", e);
    }
  }
}
