package io.github.tfsaliency.graph.savedmodel;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.TableFill.Lines;
import io.github.tfsaliency.graph.files.ModelFolder;
import io.github.tfsaliency.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * The lines of a text file that fills a table, cut into keys and values as TensorFlow's {@code
 * InitializeTableFromTextFileV2} does.
 */
final class TableLines {
  private static final int MAX_BYTES = 1 << 28;
  private static final int MAX_LINES = 5_000_000;
  private static final long NUMBER = -1;
  private static final long WHOLE = -2;

  private final ImmutableList<byte[]> lines;
  private final Lines content;
  private final Path shown;

  private TableLines(ImmutableList<byte[]> lines, Lines content, Path shown) {
    this.lines = lines;
    this.content = content;
    this.shown = shown;
  }

  /**
   * Reads the file.
   *
   * @throws UnsupportedModelException if it is missing, too large, or has fewer lines than the
   *     table says
   */
  static TableLines read(ModelFolder folder, Lines content) {
    Path shown = folder.directory().resolve(content.file());
    Path real =
        folder
            .findContent(content.file())
            .orElseThrow(
                () ->
                    new UnsupportedModelException(
                        Message.of(
                            "The SavedModel '%s' has no file '%s', which fills a table.\n"
                                + "Maybe copy the whole folder, with its subfolder 'assets'.",
                            folder.directory(), content.file())));
    try {
      ImmutableList<byte[]> lines =
          split(ModelFolder.readBytes(real, shown, MAX_BYTES), content.size());
      if (lines.size() > MAX_LINES) {
        throw new IOException("it has more than " + MAX_LINES + " lines");
      }
      if (lines.size() < content.size()) {
        throw new IOException(
            "it has " + lines.size() + " lines, where the table takes " + content.size());
      }
      return new TableLines(lines, content, shown);
    } catch (IOException e) {
      throw unusable(shown, Message.reason(e).text(), e);
    }
  }

  /** Without carriage returns, which TensorFlow skips wherever they are. */
  private static ImmutableList<byte[]> split(byte[] file, long most) {
    ImmutableList.Builder<byte[]> lines = ImmutableList.builder();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int count = 0;
    for (int i = 0; i <= file.length; i++) {
      boolean ended = i == file.length ? i > 0 && file[i - 1] != '\n' : file[i] == '\n';
      if (ended) {
        if (count++ == most || count > MAX_LINES + 1) {
          break;
        }
        lines.add(line.toByteArray());
        line.reset();
      } else if (i < file.length && file[i] != '\r') {
        line.write(file[i]);
      }
    }
    return lines.build();
  }

  /** The keys: strings, or numbers in little-endian order. */
  List<Object> keys(DataType type) {
    return column(content.keyColumn(), type);
  }

  /** The values. */
  List<Object> values(DataType type) {
    return column(content.valueColumn(), type);
  }

  private List<Object> column(long index, DataType type) {
    List<Object> column = new ArrayList<>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      if (index == NUMBER) {
        column.add(i + content.offset());
      } else {
        column.add(value(index == WHOLE ? lines.get(i) : cell(i, index), type, i));
      }
    }
    return column;
  }

  private byte[] cell(int line, long index) {
    byte[] bytes = lines.get(line);
    int start = 0;
    long column = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == content.delimiter()) {
        if (column++ == index) {
          return Arrays.copyOfRange(bytes, start, i);
        }
        start = i + 1;
      }
    }
    throw unusable(
        shown, Message.of("line %s has %s columns, not %s", line + 1, column, index + 1), null);
  }

  private Object value(byte[] text, DataType type, int line) {
    if (type == DataType.DT_STRING) {
      return text;
    }
    String number =
        CharMatcher.whitespace().trimFrom(new String(text, StandardCharsets.ISO_8859_1));
    try {
      return switch (type) {
        case DT_FLOAT, DT_DOUBLE -> (Object) Double.parseDouble(number);
        default -> Long.parseLong(number);
      };
    } catch (NumberFormatException e) {
      throw unusable(
          shown, Message.of("line %s has '%s' where a number is expected", line + 1, number), e);
    }
  }

  private static UnsupportedModelException unusable(
      Path file, String why, @Nullable Exception cause) {
    return new UnsupportedModelException(
        Message.of(
            "The file '%s' cannot fill a table: %s.\n"
                + "Maybe it was damaged while it was copied, or comes from another export.",
            file, Message.part(CharMatcher.is('.').trimTrailingFrom(why))),
        cause);
  }
}
