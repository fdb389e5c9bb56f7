package io.github.tfsaliency.image;

import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Finds the EXIF metadata of a picture file, a TIFF file within the file.
 *
 * <p>Source: CIPA DC-008, Exif 2.32 (JPEG); W3C, PNG, 3rd edition; RFC 9649 (WebP).
 */
final class Exif {
  private static final int PNG = 0x89504e47;
  private static final int PNG_HEADER = 8;
  private static final int PNG_CHECKSUM = 4;
  private static final int PNG_CHUNK = 0x65584966;

  private static final int RIFF = 0x52494646;
  private static final int RIFF_HEADER = 12;
  private static final int RIFF_CHUNK = 0x46495845;

  private static final int TIFF = 0x49492a00;
  private static final int TIFF_BIG_ENDIAN = 0x4d4d002a;
  private static final int BIG_TIFF = 0x49492b00;
  private static final int BIG_TIFF_BIG_ENDIAN = 0x4d4d002b;

  /** As much as a JPEG can hold; the first directory lies near the beginning. */
  private static final int MAX_LENGTH = 0xffff;

  private Exif() {}

  /** The metadata as a stream of their own; a TIFF file is its own metadata. */
  static ImageInputStream find(ImageInputStream file) throws IOException {
    int signature = file.readInt();
    file.seek(0);
    if (signature >>> 16 == JPEG.SOI) {
      return inJpeg(file);
    }
    return switch (signature) {
      case PNG -> inPng(file);
      case RIFF -> inRiff(file);
      case TIFF, TIFF_BIG_ENDIAN, BIG_TIFF, BIG_TIFF_BIG_ENDIAN -> file;
      default -> throw new IIOException("no place for metadata");
    };
  }

  private static ImageInputStream inJpeg(ImageInputStream file) throws IOException {
    List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(file, JPEG.APP1, "Exif");
    if (segments.isEmpty()) {
      throw new IIOException("no EXIF segment");
    }
    InputStream data = segments.get(0).data();
    // The name of the segment ends with two zeros, of which the reader knows one.
    data.skipNBytes(1);
    return new MemoryCacheImageInputStream(data);
  }

  private static ImageInputStream inPng(ImageInputStream file) throws IOException {
    file.seek(PNG_HEADER);
    while (true) {
      long length = file.readUnsignedInt();
      if (file.readInt() == PNG_CHUNK) {
        return part(file, length);
      }
      file.seek(file.getStreamPosition() + length + PNG_CHECKSUM);
    }
  }

  private static ImageInputStream inRiff(ImageInputStream file) throws IOException {
    file.setByteOrder(ByteOrder.LITTLE_ENDIAN);
    file.seek(RIFF_HEADER);
    while (true) {
      int type = file.readInt();
      long length = file.readUnsignedInt();
      if (type == RIFF_CHUNK) {
        return part(file, length);
      }
      file.seek(file.getStreamPosition() + length + length % 2);
    }
  }

  private static ImageInputStream part(ImageInputStream file, long length) throws IOException {
    byte[] bytes = new byte[(int) Math.min(length, MAX_LENGTH)];
    file.readFully(bytes);
    return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
  }
}
