package io.github.tfsaliency.export;

import com.google.common.io.BaseEncoding;
import com.google.common.io.ByteArrayDataOutput;
import com.google.common.io.ByteStreams;
import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Shorts;
import io.github.tfsaliency.image.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Picture files of kinds that few programs write. */
final class PictureBytes {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final int WIDTH = 24;
  private static final int HEIGHT = 16;

  private PictureBytes() {}

  /** One of the pictures that {@code make_fixtures.py} made. */
  static byte[] fixture(String name) {
    return read(Path.of("src/test/resources/image", name));
  }

  /** One of the project's photographs. */
  static byte[] photo(String name) {
    return read(Path.of("../../examples/photos", name));
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A PNG of noise.
   *
   * @param depth bits of a sample
   * @param type of colours, as a PNG's header has it
   * @param chunks ahead of the pixels
   */
  static byte[] png(int depth, int type, byte[]... chunks) {
    int samples =
        switch (type) {
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 1;
        };
    Random random = new Random(depth + type);
    ByteArrayDataOutput rows = ByteStreams.newDataOutput();
    for (int y = 0; y < HEIGHT; y++) {
      byte[] row = new byte[WIDTH * samples * depth / 8];
      random.nextBytes(row);
      rows.write(0);
      rows.write(row);
    }
    byte[] header =
        Bytes.concat(
            Ints.toByteArray(WIDTH),
            Ints.toByteArray(HEIGHT),
            new byte[] {(byte) depth, (byte) type, 0, 0, 0});
    return Bytes.concat(
        PNG,
        chunk("IHDR", header),
        Bytes.concat(chunks),
        chunk("IDAT", deflated(rows.toByteArray())),
        chunk("IEND", new byte[0]));
  }

  static byte[] palette(int colours) {
    byte[] rgb = new byte[3 * colours];
    new Random(1).nextBytes(rgb);
    return chunk("PLTE", rgb);
  }

  static byte[] chunk(String name, byte[] data) {
    byte[] content = Bytes.concat(name.getBytes(StandardCharsets.US_ASCII), data);
    CRC32 sum = new CRC32();
    sum.update(content);
    return Bytes.concat(
        Ints.toByteArray(data.length), content, Ints.toByteArray((int) sum.getValue()));
  }

  /** A JPEG with one more segment ahead of all others. */
  static byte[] withSegment(byte[] jpeg, byte[] prefix, byte[] data) {
    byte[] start = Bytes.concat(new byte[] {jpeg[0], jpeg[1]}, prefix);
    byte[] length = Shorts.toByteArray((short) (data.length + 2));
    return Bytes.concat(start, length, data, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  static byte[] withExif(byte[] jpeg, byte[] tiff) {
    return withSegment(jpeg, new byte[] {(byte) 0xff, (byte) 0xe1}, Bytes.concat(EXIF, tiff));
  }

  /** A JPEG of a picture whose camera was held so, as its EXIF metadata say. */
  static byte[] held(Picture upright, int orientation) throws IOException {
    BufferedImage image = upright.toBufferedImage();
    boolean swapped = orientation >= 5;
    int width = swapped ? upright.height() : upright.width();
    int height = swapped ? upright.width() : upright.height();
    boolean fromRight = List.of(2, 3, 7, 8).contains(orientation);
    boolean fromBottom = List.of(3, 4, 6, 7).contains(orientation);
    BufferedImage held = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        held.setRGB(
            fromRight ? width - 1 - column : column,
            fromBottom ? height - 1 - row : row,
            swapped ? image.getRGB(row, column) : image.getRGB(column, row));
      }
    }
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(held, "jpeg", jpeg);
    byte[] tiff =
        BaseEncoding.base16().decode("4D4D002A00000008000101120003000000010000000000000000");
    tiff[19] = (byte) orientation;
    return withExif(jpeg.toByteArray(), tiff);
  }

  private static byte[] deflated(byte[] data) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream stream = new DeflaterOutputStream(bytes)) {
      stream.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
