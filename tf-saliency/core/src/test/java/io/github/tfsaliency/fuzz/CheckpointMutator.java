package io.github.tfsaliency.fuzz;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.airlift.compress.snappy.SnappyCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;

/** Damages a checkpoint's index so that, if wanted, its checksums still fit. */
public final class CheckpointMutator {
  private static final int FOOTER = 48;
  private static final int TRAILER = 5;
  private static final long MAGIC = 0xdb4775248b80fb57L;

  private CheckpointMutator() {}

  /** Flips bits inside one block and writes the block's checksum anew. */
  static byte[] flipWithinBlock(byte[] index, Random random) {
    byte[] copy = index.clone();
    try {
      CodedInputStream footer = CodedInputStream.newInstance(copy, copy.length - FOOTER, FOOTER);
      int metaOffset = (int) footer.readRawVarint64();
      int metaSize = (int) footer.readRawVarint64();
      int indexOffset = (int) footer.readRawVarint64();
      int indexSize = (int) footer.readRawVarint64();
      int[][] blocks = {
        {0, metaOffset - TRAILER}, {metaOffset, metaSize}, {indexOffset, indexSize}
      };
      int[] block = blocks[random.nextInt(8) < 6 ? 0 : 1 + random.nextInt(2)];
      int flips = 1 + random.nextInt(3);
      for (int i = 0; i < flips; i++) {
        copy[block[0] + random.nextInt(block[1])] ^= (byte) (1 << random.nextInt(8));
      }
      int crc = maskedCrc(copy, block[0], block[1] + 1);
      ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(block[0] + block[1] + 1, crc);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /** Changes fields of the header or of entries and writes a well-formed table of them. */
  static byte[] changeEntries(byte[] index, Random random, ProtoMutator mutator) {
    Map<String, byte[]> entries = entries(index);
    int changes = 1 + random.nextInt(2);
    for (int i = 0; i < changes; i++) {
      List<String> keys = new ArrayList<>(entries.keySet());
      String key = keys.get(random.nextInt(keys.size()));
      byte[] old = requireNonNull(entries.get(key));
      switch (random.nextInt(12)) {
        case 0 -> entries.remove(key);
        case 1 -> entries.put(keys.get(random.nextInt(keys.size())), old);
        case 2 -> entries.put(key + "x", old);
        default -> entries.put(key, changed(key, old, mutator));
      }
    }
    return table(entries);
  }

  private static byte[] changed(String key, byte[] old, ProtoMutator mutator) {
    try {
      return key.isEmpty()
          ? mutator.mutate(BundleHeaderProto.parseFrom(old)).toByteArray()
          : mutator.mutate(BundleEntryProto.parseFrom(old)).toByteArray();
    } catch (InvalidProtocolBufferException e) {
      return old;
    }
  }

  /** Reads a table of one data block, which is all that the small models have. */
  public static Map<String, byte[]> entries(byte[] index) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try {
      CodedInputStream footer = CodedInputStream.newInstance(index, index.length - FOOTER, FOOTER);
      int size = (int) footer.readRawVarint64() - TRAILER;
      ByteBuffer little = ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN);
      int restarts = little.getInt(size - Integer.BYTES);
      CodedInputStream block =
          CodedInputStream.newInstance(index, 0, size - Integer.BYTES * (restarts + 1));
      byte[] key = {};
      while (!block.isAtEnd()) {
        int shared = block.readRawVarint32();
        int added = block.readRawVarint32();
        int length = block.readRawVarint32();
        byte[] next = ByteBuffer.allocate(shared + added).put(key, 0, shared).array();
        System.arraycopy(block.readRawBytes(added), 0, next, shared, added);
        key = next;
        entries.put(new String(key, StandardCharsets.UTF_8), block.readRawBytes(length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  /** Writes a well-formed table, in one data block. */
  public static byte[] table(Map<String, byte[]> entries) {
    return table(entries, bytes -> bytes);
  }

  /** The same with every block compressed, as tables are that Google publishes. */
  public static byte[] compressedTable(Map<String, byte[]> entries) {
    return table(entries, CheckpointMutator::compressed);
  }

  private static byte[] compressed(byte[] block) {
    SnappyCompressor snappy = new SnappyCompressor();
    byte[] compressed = new byte[snappy.maxCompressedLength(block.length)];
    int length = snappy.compress(block, 0, block.length, compressed, 0, compressed.length);
    return Arrays.copyOf(compressed, length);
  }

  /** Writes a table whose blocks are made by a compressor that keeps what it is given, or not. */
  public static byte[] table(Map<String, byte[]> entries, UnaryOperator<byte[]> compressor) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int dataSize = writeBlock(out, entries, compressor);
      int metaOffset = out.size();
      int metaSize = writeBlock(out, Map.of(), compressor);
      int indexOffset = out.size();
      ByteArrayOutputStream handle = new ByteArrayOutputStream();
      CodedOutputStream coded = CodedOutputStream.newInstance(handle);
      coded.writeUInt64NoTag(0);
      coded.writeUInt64NoTag(dataSize);
      coded.flush();
      int indexSize = writeBlock(out, Map.of("\u007f", handle.toByteArray()), compressor);
      ByteArrayOutputStream footer = new ByteArrayOutputStream();
      coded = CodedOutputStream.newInstance(footer);
      coded.writeUInt64NoTag(metaOffset);
      coded.writeUInt64NoTag(metaSize);
      coded.writeUInt64NoTag(indexOffset);
      coded.writeUInt64NoTag(indexSize);
      coded.flush();
      ByteBuffer padded = ByteBuffer.allocate(FOOTER).order(ByteOrder.LITTLE_ENDIAN);
      padded.put(footer.toByteArray()).putLong(FOOTER - Long.BYTES, MAGIC);
      out.write(padded.array());
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int writeBlock(
      ByteArrayOutputStream out, Map<String, byte[]> entries, UnaryOperator<byte[]> compressor)
      throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(block);
    List<Integer> restarts = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
      coded.flush();
      restarts.add(block.size());
      byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
      coded.writeUInt32NoTag(0);
      coded.writeUInt32NoTag(key.length);
      coded.writeUInt32NoTag(entry.getValue().length);
      coded.writeRawBytes(key);
      coded.writeRawBytes(entry.getValue());
    }
    if (restarts.isEmpty()) {
      restarts.add(0);
    }
    for (int restart : restarts) {
      coded.writeFixed32NoTag(restart);
    }
    coded.writeFixed32NoTag(restarts.size());
    coded.flush();
    byte[] plain = block.toByteArray();
    byte[] compressed = compressor.apply(plain);
    byte[] bytes = Arrays.copyOf(compressed, compressed.length + 1);
    bytes[compressed.length] = (byte) (compressed == plain ? 0 : 1);
    out.write(bytes);
    out.write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(maskedCrc(bytes, 0, bytes.length))
            .array());
    return bytes.length - 1;
  }

  /** As tables store it: rotated and offset, so that checksums of checksums stay good. */
  static int maskedCrc(byte[] bytes, int offset, int length) {
    int crc = Hashing.crc32c().hashBytes(bytes, offset, length).asInt();
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }
}
