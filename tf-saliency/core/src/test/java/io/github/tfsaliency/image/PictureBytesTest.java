package io.github.tfsaliency.image;

import static io.github.tfsaliency.image.Fixtures.path;
import static io.github.tfsaliency.image.Fixtures.picture;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.header.Pictures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture of a request is the picture of a file. */
class PictureBytesTest {
  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(path(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orientation-6.jpg",
        "orientation-3.jpg",
        "orientation-6.png",
        "orientation-6.webp",
        "orientation-6.tif",
        "rgb.png",
        "cmyk.jpg",
        "lossless.webp",
        "lossy.webp",
        "palette.png"
      })
  void bytesAndStreamsHaveThePixelsOfTheFile(String name) throws IOException {
    assertThat(Picture.read(bytes(name))).isEqualTo(picture(name));
    try (InputStream stream = Files.newInputStream(path(name))) {
      assertThat(Picture.read(stream)).isEqualTo(picture(name));
    }
  }

  @Test
  void aStreamIsReadToItsEndAndLeftOpen() throws IOException {
    boolean[] closed = {false};
    InputStream stream =
        new FilterInputStream(new ByteArrayInputStream(bytes("rgb.png"))) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };

    var unused = Picture.read(stream);

    assertThat(stream.read()).isEqualTo(-1);
    assertThat(closed[0]).isFalse();
  }

  @Test
  void whatIsNoPictureIsRefused() {
    for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, "no picture".getBytes(UTF_8)}) {
      assertThatThrownBy(() -> Picture.read(bytes))
          .isInstanceOf(SaliencyException.class)
          .hasMessage(
              "The file of %s bytes is not a picture of a known format.\n"
                  + "Maybe convert it to PNG, JPEG or WebP.",
              bytes.length);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "truncated-rgb.png | Invalid chunk length 35",
        "truncated-lossless.webp | it ends too early",
        "truncated-lossy.webp | it ends too early"
      })
  void truncatedBytesAreRefused(String name, String reason) throws IOException {
    byte[] bytes = bytes(name);

    assertThatThrownBy(() -> Picture.read(bytes))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture of %s bytes cannot be read: %s.\nMaybe the file is damaged or incomplete.",
            bytes.length, reason);
  }

  @Test
  void aHeaderThatPromisesTooMuchIsRefused() throws IOException {
    byte[] bytes = bytes("huge.png");

    assertThatThrownBy(() -> Picture.read(bytes))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture of %s bytes (20000 x 20000) has more than 100000000 pixels.\n"
                + "Maybe shrink it first.",
            bytes.length);
  }

  @Test
  void aJpegOfTooManyScansIsRefused() {
    byte[] bytes = Pictures.jpegOfScans(101).toByteArray();

    assertThatThrownBy(() -> Picture.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture of %s bytes is a JPEG of 101 scans, more than 100.\n"
                + "Maybe it was made to take long: save it again with another program.",
            bytes.length);
  }

  @Test
  void aStreamThatFailsIsNamed() {
    InputStream stream =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Connection reset");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };

    assertThatThrownBy(() -> Picture.read(stream))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture cannot be read: its stream says java.io.IOException: Connection reset.")
        .hasCauseInstanceOf(IOException.class);
  }

  /** A server's request has no end that one could wait for. */
  @Test
  void aStreamWithoutEndIsRefused() {
    InputStream stream =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return length;
          }
        };

    assertThatThrownBy(() -> PictureSource.of(stream, 100_000))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture of the stream has more than 100000 bytes.\nMaybe shrink it first.");
  }

  @Test
  void aPngIsWrittenIntoAStreamThatStaysOpen() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean[] closed = {false};
    OutputStream stream =
        new FilterOutputStream(bytes) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };

    Heatmap heatmap = Heatmap.of(picture("rgb.png").pixels());
    heatmap.writePng(stream);

    assertThat(closed[0]).isFalse();
    assertThat(Picture.read(bytes.toByteArray())).isEqualTo(heatmap.toPicture());
  }

  @Test
  void aStreamThatCannotBeWrittenIsNamed() {
    OutputStream stream =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Heatmap heatmap = Heatmap.of(picture("rgb.png").pixels());

    assertThatThrownBy(() -> heatmap.writePng(stream))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture cannot be written into the stream: java.io.IOException: Broken pipe.");
  }
}
