package io.github.tfsaliency.header;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;

/** The beginnings of pictures, written byte by byte. */
public final class Pictures {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Pictures() {}

  /** The header of a picture, and no pixel. */
  public static ByteString of(String format, int width, int height) {
    Pictures picture = new Pictures();
    switch (format) {
      case "png" ->
          picture
              .add(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R')
              .bigEndian(width, 4)
              .bigEndian(height, 4)
              .add(8, 2, 0, 0, 0);
      case "jpeg" -> picture.add(0xFF, 0xD8).frame(width, height);
      case "gif" ->
          picture
              .add('G', 'I', 'F', '8', '9', 'a')
              .add(width & 255, width >> 8, height & 255, height >> 8, 0, 0, 0)
              .add(0x2C, 0, 0, 0, 0, width & 255, width >> 8, height & 255, height >> 8, 0)
              .add(2, 1, 0, 0, 0x3B);
      default ->
          picture
              .add('B', 'M')
              .add(0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0)
              .littleEndian(width)
              .littleEndian(-height)
              .add(1, 0, 24, 0)
              .add(new int[24]);
    }
    return picture.toBytes();
  }

  /** A JPEG whose scans hold stuffed zeros, restart marks and filling, and no more. */
  public static ByteString jpegOfScans(int scans) {
    Pictures picture = new Pictures().add(0xFF, 0xD8);
    // What looks like a scan within a segment is none.
    picture.add(0xFF, 0xE1, 0, 6, 0xFF, 0xDA, 0xFF, 0xDA).frame(8, 8);
    for (int i = 0; i < scans; i++) {
      picture
          .add(0xFF, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0)
          .add(1, 2, 0xFF, 0, 0xDA, 3, 0xFF, 0xD0 + i % 8, 4);
    }
    return picture.add(0xFF, 0xD9).add(0xFF, 0xDA, 0, 8).toBytes();
  }

  @CanIgnoreReturnValue
  private Pictures frame(int width, int height) {
    return add(0xFF, 0xC2, 0, 17, 8)
        .bigEndian(height, 2)
        .bigEndian(width, 2)
        .add(3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0);
  }

  @CanIgnoreReturnValue
  private Pictures add(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  private Pictures bigEndian(int value, int size) {
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      bytes.write(value >> shift);
    }
    return this;
  }

  private Pictures littleEndian(int value) {
    return add(value & 255, value >> 8 & 255, value >> 16 & 255, value >> 24 & 255);
  }

  private ByteString toBytes() {
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
