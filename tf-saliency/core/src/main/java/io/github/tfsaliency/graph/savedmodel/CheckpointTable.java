package io.github.tfsaliency.graph.savedmodel;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.snappy.SnappyDecompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the sorted table that {@code variables.index} is (TensorFlow's lib/io/table, of LevelDB
 * origin), and holds it to everything that its writer guarantees: what is read here is then read
 * again by native code, which trusts more.
 */
final class CheckpointTable {
  private static final int FOOTER = 48;

  /** Variables of a model, and what else its trainer saved. */
  static final int MAX_ENTRIES = 1_000_000;

  /** Each key may repeat all of the one before it in three bytes. */
  static final long MAX_LETTERS = 200_000_000;

  /** Behind each block: one byte for the compression, four for the checksum. */
  private static final int TRAILER = 5;

  private static final byte RAW = 0;
  private static final byte SNAPPY = 1;

  /** As many as the file may have. */
  private static final long MAX_DECOMPRESSED = 1 << 28;

  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int CHECKSUM_MASK = 0xa282ead8;

  private final byte[] file;
  private final ByteBuffer little;
  private long decompressedBytes;

  private CheckpointTable(byte[] file) {
    this.file = file;
    little = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * All entries in their order.
   *
   * @throws IOException if the file is not a table, or was damaged
   */
  static ImmutableMap<ByteString, ByteString> read(byte[] file) throws IOException {
    require(file.length >= FOOTER, "it is too short");
    CheckpointTable table = new CheckpointTable(file);
    require(table.little.getLong(file.length - Long.BYTES) == MAGIC, "it does not end like one");
    CodedInputStream footer =
        CodedInputStream.newInstance(file, file.length - FOOTER, FOOTER - Long.BYTES);
    Entries unused = table.block(footer);
    ImmutableMap.Builder<ByteString, ByteString> all = ImmutableMap.builder();
    Entries index = table.block(footer);
    ByteString last = null;
    int end = 0;
    int count = 0;
    long letters = 0;
    while (index.next()) {
      Entries data = table.block(index.value.newCodedInput());
      require(data.fileStart >= end, "its blocks overlap");
      end = data.fileEnd;
      while (data.next()) {
        require(++count <= MAX_ENTRIES, "it has more than " + MAX_ENTRIES + " entries");
        letters += data.key.size();
        require(letters <= MAX_LETTERS, "its keys have more than " + MAX_LETTERS + " letters");
        require(last == null || compare(last, data.key) < 0, "its keys are not sorted");
        require(compare(data.key, index.key) <= 0, "a key lies outside its block");
        last = data.key;
        all.put(data.key, data.value);
      }
    }
    return all.buildOrThrow();
  }

  private static int compare(ByteString left, ByteString right) {
    return ByteString.unsignedLexicographicalComparator().compare(left, right);
  }

  /** The block that a handle points at. */
  private Entries block(CodedInputStream handle) throws IOException {
    long offset = handle.readRawVarint64();
    long size = handle.readRawVarint64();
    long most = file.length - (long) FOOTER - TRAILER;
    require(
        offset >= 0 && size >= Integer.BYTES && offset <= most && size <= most - offset,
        "a block lies outside the file");
    int start = (int) offset;
    int end = start + (int) size;
    int checksum = Hashing.crc32c().hashBytes(file, start, (int) size + 1).asInt();
    int masked = Integer.rotateRight(checksum, 15) + CHECKSUM_MASK;
    require(masked == little.getInt(end + 1), "a checksum does not fit");
    byte compression = file[end];
    require(compression == RAW || compression == SNAPPY, "a block is compressed in no known way");
    return compression == RAW
        ? new Entries(file, start, end, start, end)
        : decompressed(start, end);
  }

  /** TensorFlow's own tables are not compressed; those that Google publishes are. */
  private Entries decompressed(int start, int end) throws IOException {
    try {
      int size = SnappyDecompressor.getUncompressedLength(file, start);
      decompressedBytes += size;
      require(
          size >= Integer.BYTES && decompressedBytes <= MAX_DECOMPRESSED,
          "its blocks have more than " + MAX_DECOMPRESSED + " bytes once they are decompressed");
      byte[] block = new byte[size];
      int written = new SnappyDecompressor().decompress(file, start, end - start, block, 0, size);
      require(written == size, "a compressed block is shorter than it says");
      return new Entries(block, 0, size, start, end);
    } catch (MalformedInputException | IllegalArgumentException e) {
      throw new IOException("a compressed block cannot be read", e);
    }
  }

  private static void require(boolean fits, String what) throws IOException {
    if (!fits) {
      throw new IOException(what);
    }
  }

  /** One block: entries that share the starts of their keys, then where keys start anew. */
  private static final class Entries {
    private final int start;
    private final int end;
    private final int fileStart;
    private final int fileEnd;
    private final CodedInputStream in;
    private final Set<Integer> restarts = new HashSet<>();
    private ByteString key = ByteString.EMPTY;
    private ByteString value = ByteString.EMPTY;

    /** Of a part of some bytes, and where in the file they came from. */
    Entries(byte[] bytes, int start, int blockEnd, int fileStart, int fileEnd) throws IOException {
      ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      this.start = start;
      this.fileStart = fileStart;
      this.fileEnd = fileEnd;
      long count = Integer.toUnsignedLong(little.getInt(blockEnd - Integer.BYTES));
      long length = (count + 1) * Integer.BYTES;
      require(count > 0 && length <= blockEnd - start, "a block has too many restarts");
      require(count <= MAX_ENTRIES, "a block has more than " + MAX_ENTRIES + " restarts");
      end = blockEnd - (int) length;
      for (int i = 0; i < count; i++) {
        int restart = little.getInt(end + i * Integer.BYTES);
        require(
            restart >= 0 && restart <= end - start && (i > 0 || restart == 0),
            "a restart lies outside its block");
        restarts.add(restart);
      }
      in = CodedInputStream.newInstance(bytes, start, end - start);
    }

    boolean next() throws IOException {
      int position = in.getTotalBytesRead();
      boolean restart = restarts.remove(position);
      if (start + position == end) {
        require(restarts.isEmpty(), "a restart is not an entry");
        return false;
      }
      int shared = in.readRawVarint32();
      int added = in.readRawVarint32();
      int length = in.readRawVarint32();
      long rest = (long) end - start - in.getTotalBytesRead();
      require(
          shared >= 0
              && added >= 0
              && length >= 0
              && shared <= key.size()
              && (!restart || shared == 0)
              && (long) added + length <= rest,
          "an entry lies outside its block");
      key = key.substring(0, shared).concat(ByteString.copyFrom(in.readRawBytes(added)));
      value = ByteString.copyFrom(in.readRawBytes(length));
      return true;
    }
  }
}
