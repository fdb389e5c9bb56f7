package io.github.tfsaliency.graph.savedmodel;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * A tensor as a checkpoint holds it.
 *
 * @param type of its values
 * @param shape without free sizes
 * @param bytes of its values; of strings their lengths, a checksum of these, and their letters
 */
record StoredTensor(DataType type, Shape shape, ByteString bytes) {
  private static final int CHECKSUM_MASK = 0xa282ead8;

  /**
   * The values of a tensor of strings.
   *
   * @throws IOException if the bytes are not those of as many strings
   */
  ImmutableList<byte[]> strings() throws IOException {
    CodedInputStream in = bytes.newCodedInput();
    int count = Math.toIntExact(shape.size());
    // Each takes one byte at least, so a count that fits the bytes fits the memory.
    if (count > bytes.size()) {
      throw damaged();
    }
    int[] lengths = new int[count];
    long letters = 0;
    Hasher hasher = Hashing.crc32c().newHasher();
    for (int i = 0; i < count; i++) {
      long length = in.readRawVarint64();
      letters += length;
      if (length < 0 || letters > bytes.size()) {
        throw damaged();
      }
      lengths[i] = (int) length;
      hasher.putInt(lengths[i]);
    }
    boolean fits = in.getTotalBytesRead() + Integer.BYTES + letters == bytes.size();
    if (!fits || in.readRawLittleEndian32() != masked(hasher.hash().asInt())) {
      throw damaged();
    }
    ImmutableList.Builder<byte[]> strings = ImmutableList.builderWithExpectedSize(count);
    for (int length : lengths) {
      strings.add(in.readRawBytes(length));
    }
    return strings.build();
  }

  private static IOException damaged() {
    return new IOException("the strings of a tensor are not what their lengths say");
  }

  /** Whether a checksum of the checkpoint's index is that of the bytes; strings have their own. */
  boolean fits(int checksum) {
    return type == DataType.DT_STRING
        || masked(Hashing.crc32c().hashBytes(bytes.asReadOnlyByteBuffer()).asInt()) == checksum;
  }

  private static int masked(int checksum) {
    return Integer.rotateRight(checksum, 15) + CHECKSUM_MASK;
  }
}
