package io.github.tfsaliency.header;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pictures say of themselves. */
class PictureHeaderTest {
  private static Optional<PictureHeader> read(ByteString bytes) throws IOException {
    return HeaderReader.read(bytes.newInput());
  }

  /** Pictures that Pillow wrote. */
  @ParameterizedTest
  @CsvSource({
    "rgb.png,     24, 16, 4, 1",
    "grey.png,    24, 16, 2, 1",
    "palette.png, 24, 16, 4, 1",
    "grey.jpg,    24, 16, 1, 1",
    "cmyk.jpg,    24, 16, 4, 1",
    "icc.jpg,     24, 16, 3, 1"
  })
  void agreesWithWhatOthersWrote(String name, long width, long height, int channels, int scans)
      throws IOException {
    try (InputStream file =
        Objects.requireNonNull(getClass().getResourceAsStream("/image/" + name), name)) {
      assertThat(HeaderReader.read(file))
          .contains(new PictureHeader(width, height, channels, 1, scans));
    }
  }

  @Test
  void countsTheScansOfAJpegBetweenGarbageAndRestarts() throws IOException {
    assertThat(read(Pictures.jpegOfScans(3_010)).orElseThrow().scans()).isEqualTo(3_010);
  }

  @Test
  void countsWhatIsThereOfAJpegThatEndsEarly() throws IOException {
    ByteString whole = Pictures.jpegOfScans(50);

    assertThat(read(whole.substring(0, whole.size() / 2)).orElseThrow().scans()).isBetween(20, 30);
  }

  @Test
  void countsTheFramesOfAnAnimation() throws IOException {
    ByteString one = Pictures.of("gif", 300, 200);
    ByteString frame = one.substring(13, one.size() - 1);
    ByteString three = one.substring(0, one.size() - 1).concat(frame).concat(frame);

    assertThat(read(three)).contains(new PictureHeader(300, 200, 3, 3, 1));
    assertThat(read(three).orElseThrow().samples()).isEqualTo(540_000);
  }

  @Test
  void takesAFrameThatIsLargerThanItsScreenForTheSize() throws IOException {
    ByteString small = Pictures.of("gif", 1, 1);
    byte[] bytes = small.toByteArray();
    bytes[18] = 0;
    bytes[19] = 4;

    assertThat(read(ByteString.copyFrom(bytes)).orElseThrow().width()).isEqualTo(1024);
  }

  @Test
  void whatIsNoPictureHasNoHeader() throws IOException {
    assertThat(read(ByteString.EMPTY)).isEmpty();
    assertThat(read(ByteString.copyFromUtf8("no picture"))).isEmpty();
  }
}
