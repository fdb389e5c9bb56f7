package io.github.tfsaliency.header;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * A walk over a JPEG's markers, as libjpeg makes it: a segment is skipped by its length, all else
 * is searched for the next marker. What is no marker, such as compressed data, stuffed zeros and
 * garbage, is passed over, so that a scan behind it is found.
 */
final class JpegMarkers {
  static final int PREFIX = 0xFF;
  private static final int FIRST_OF_FRAMES = 0xC0;
  private static final int LAST_OF_FRAMES = 0xCF;
  private static final int HUFFMAN_TABLES = 0xC4;
  private static final int EXTENSION = 0xC8;
  private static final int ARITHMETIC_CONDITIONS = 0xCC;
  private static final int FIRST_RESTART = 0xD0;
  private static final int START_OF_IMAGE = 0xD8;
  private static final int END_OF_IMAGE = 0xD9;
  static final int START_OF_SCAN = 0xDA;

  private final DataInputStream in;
  private long width;
  private long height;
  private int channels = 1;
  private int scans;

  private JpegMarkers(DataInputStream in) {
    this.in = in;
  }

  /** Reads to the end of the image, from behind the mark of its start. */
  static PictureHeader walk(DataInputStream in) throws IOException {
    JpegMarkers markers = new JpegMarkers(in);
    try {
      while (markers.next()) {}
    } catch (EOFException e) {
      // What was seen until here is what a decoder sees, too.
    }
    return new PictureHeader(markers.width, markers.height, markers.channels, 1, markers.scans);
  }

  /** Whether the image goes on. */
  private boolean next() throws IOException {
    int marker = marker();
    if (marker == END_OF_IMAGE) {
      return false;
    }
    boolean hasLength =
        marker >= FIRST_OF_FRAMES && (marker < FIRST_RESTART || marker > START_OF_IMAGE);
    if (hasLength) {
      segment(marker, in.readUnsignedShort() - 2);
    }
    return true;
  }

  private int marker() throws IOException {
    while (true) {
      int next = in.readUnsignedByte();
      if (next != PREFIX) {
        continue;
      }
      while (next == PREFIX) {
        next = in.readUnsignedByte();
      }
      if (next != 0) {
        return next;
      }
    }
  }

  private void segment(int marker, int length) throws IOException {
    if (marker == START_OF_SCAN) {
      scans++;
    }
    if (length < 0) {
      return;
    }
    boolean frame =
        marker <= LAST_OF_FRAMES
            && marker != HUFFMAN_TABLES
            && marker != EXTENSION
            && marker != ARITHMETIC_CONDITIONS;
    if (!frame || length < 6) {
      in.skipNBytes(length);
      return;
    }
    in.skipNBytes(1);
    height = Math.max(height, in.readUnsignedShort());
    width = Math.max(width, in.readUnsignedShort());
    channels = Math.max(channels, in.readUnsignedByte());
    in.skipNBytes(length - 6);
  }
}
