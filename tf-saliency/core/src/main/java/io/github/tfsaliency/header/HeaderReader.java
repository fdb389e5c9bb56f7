package io.github.tfsaliency.header;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads headers, without decoding a picture. */
public final class HeaderReader {
  private static final int PNG = 0x89504E47;
  private static final int GIF = 0x47494638;
  private static final int BMP = 0x424D;
  private static final int JPEG = 0xFFD8;

  /** How many samples of PNG's colour types, palettes included, a decoder may make of a pixel. */
  private static final int[] PNG_CHANNELS = {2, 4, 4, 4, 2, 4, 4};

  private HeaderReader() {}

  /**
   * Reads a header of PNG, JPEG, GIF or BMP. A JPEG and a GIF are walked through to the end, as
   * scans and frames lie anywhere in them.
   *
   * @param bytes of the file; left open
   * @return empty if it is no picture of these formats; of one that ends early, what was read
   * @throws IOException if the bytes cannot be read
   */
  public static Optional<PictureHeader> read(InputStream bytes) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(bytes));
    try {
      int signature = in.readUnsignedShort();
      if (signature == JPEG) {
        return Optional.of(JpegMarkers.walk(in));
      }
      if (signature == BMP) {
        return Optional.of(bmp(in));
      }
      int whole = signature << 16 | in.readUnsignedShort();
      return whole == PNG
          ? Optional.of(png(in))
          : whole == GIF ? Optional.of(GifBlocks.walk(in)) : Optional.empty();
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  /**
   * Counts the marks of scans wherever they lie: for files in which another format wraps a JPEG.
   *
   * @param bytes of the file; left open
   * @return how many pairs of bytes are such a mark
   * @throws IOException if the bytes cannot be read
   */
  public static int scanMarks(InputStream bytes) throws IOException {
    InputStream in = new BufferedInputStream(bytes);
    int marks = 0;
    int last = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      marks += last == JpegMarkers.PREFIX && next == JpegMarkers.START_OF_SCAN ? 1 : 0;
      last = next;
    }
    return marks;
  }

  private static PictureHeader png(DataInputStream in) throws IOException {
    in.skipNBytes(12);
    long width = Integer.toUnsignedLong(in.readInt());
    long height = Integer.toUnsignedLong(in.readInt());
    in.skipNBytes(1);
    int channels = PNG_CHANNELS[Math.min(in.readUnsignedByte(), PNG_CHANNELS.length - 1)];
    return new PictureHeader(width, height, channels, 1, 1);
  }

  /** A negative height says that the rows go downwards. */
  private static PictureHeader bmp(DataInputStream in) throws IOException {
    in.skipNBytes(16);
    long width = Math.abs((long) Integer.reverseBytes(in.readInt()));
    long height = Math.abs((long) Integer.reverseBytes(in.readInt()));
    return new PictureHeader(width, height, 4, 1, 1);
  }
}
