package io.github.tfsaliency.file;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.FileKind;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps a reader from waiting for a pipe, or reading a device without end. */
public final class RegularFile {
  private RegularFile() {}

  /**
   * Refuses what is no file that can be read from start to end.
   *
   * @param file what a user named
   * @throws SaliencyException if nothing is there, or a folder, a pipe, a socket or a device
   */
  public static void require(Path file) {
    Optional<String> kind;
    try {
      kind = FileKind.unlikeRegularFile(file);
    } catch (NoSuchFileException e) {
      throw new SaliencyException(Message.of("There is no file '%s'.", file), e);
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The file '%s' cannot be read: %s.", file, e), e);
    }
    if (kind.isPresent()) {
      throw new SaliencyException(
          Message.of(
              "The file '%s' %s.\nMaybe name another, or save its content to a file first.",
              file, Message.part(kind.get())));
    }
  }
}
