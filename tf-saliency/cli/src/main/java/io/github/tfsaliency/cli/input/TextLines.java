package io.github.tfsaliency.cli.input;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.RegularFile;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of text in UTF-8, with or without a byte-order mark, up to a size. */
final class TextLines {
  private static final char MARK = '\uFEFF';
  private static final int MOST_BYTES = 1 << 26;

  private TextLines() {}

  /**
   * Reads a file.
   *
   * @param what it is, for messages
   * @throws SaliencyException if it cannot be read, is too large, or is no text
   */
  static String whole(String what, Path file) {
    RegularFile.require(file);
    try (var stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new SaliencyException(
            Message.of(
                "The %s '%s' is larger than %s bytes.\nMaybe cut it into several.",
                Message.part(what), file, MOST_BYTES));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new CharacterCodingException();
      }
      return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new SaliencyException(
          Message.of(
              "The %s '%s' is not text in UTF-8.\nMaybe save it again with this encoding.",
              Message.part(what), file),
          e);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The %s '%s' cannot be read: %s.", Message.part(what), file, e), e);
    }
  }

  /** The lines of a file, whatever they end with. */
  static ImmutableList<String> of(String what, Path file) {
    return whole(what, file).lines().collect(ImmutableList.toImmutableList());
  }
}
