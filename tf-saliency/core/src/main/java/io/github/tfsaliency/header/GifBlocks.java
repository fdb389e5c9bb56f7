package io.github.tfsaliency.header;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;

/** A walk over a GIF's blocks. A decoder gives every frame the size of the screen. */
final class GifBlocks {
  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;

  private static final int CHANNELS = 3;

  private final DataInputStream in;
  private long width;
  private long height;
  private long frames;

  private GifBlocks(DataInputStream in) {
    this.in = in;
  }

  /** Reads to the trailer, from behind the first four bytes of the signature. */
  static PictureHeader walk(DataInputStream in) throws IOException {
    GifBlocks blocks = new GifBlocks(in);
    try {
      in.skipNBytes(2);
      blocks.size();
      int flags = in.readUnsignedByte();
      in.skipNBytes(2);
      blocks.skipColours(flags);
      while (blocks.next()) {}
    } catch (EOFException e) {
      // What was seen until here is what a decoder sees, too.
    }
    return new PictureHeader(blocks.width, blocks.height, CHANNELS, Math.max(1, blocks.frames), 1);
  }

  /** Whether the file goes on. */
  private boolean next() throws IOException {
    int kind = in.readUnsignedByte();
    if (kind == EXTENSION) {
      in.skipNBytes(1);
      skipParts();
      return true;
    }
    if (kind != FRAME) {
      return false;
    }
    frames++;
    in.skipNBytes(4);
    size();
    skipColours(in.readUnsignedByte());
    in.skipNBytes(1);
    skipParts();
    return true;
  }

  private void size() throws IOException {
    width = Math.max(width, Short.toUnsignedInt(Short.reverseBytes(in.readShort())));
    height = Math.max(height, Short.toUnsignedInt(Short.reverseBytes(in.readShort())));
  }

  private void skipColours(int flags) throws IOException {
    if ((flags & 0x80) != 0) {
      in.skipNBytes(3L << ((flags & 7) + 1));
    }
  }

  private void skipParts() throws IOException {
    for (int length = in.readUnsignedByte(); length > 0; length = in.readUnsignedByte()) {
      in.skipNBytes(length);
    }
  }
}
