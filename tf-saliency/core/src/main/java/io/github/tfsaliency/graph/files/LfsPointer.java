package io.github.tfsaliency.graph.files;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A text file that Git leaves instead of a large file, with the file's name in another store. */
final class LfsPointer {
  private static final byte[] BEGINNING =
      "version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.UTF_8);

  private LfsPointer() {}

  /** Refuses a file that is not there itself; reads its beginning. */
  static void requireNone(InputStream file, Path shown) throws IOException {
    if (Arrays.equals(file.readNBytes(BEGINNING.length), BEGINNING)) {
      throw new UnsupportedModelException(
          Message.of(
              "The file '%s' is a pointer of Git LFS, not the file itself.\n"
                  + "Maybe get the files of the repository with 'git lfs pull'.",
              shown));
    }
  }
}
