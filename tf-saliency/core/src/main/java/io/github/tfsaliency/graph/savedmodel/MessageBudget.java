package io.github.tfsaliency.graph.savedmodel;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * Counts what serialized messages would take of the memory, before any of it is made: two bytes of
 * a file are an empty message of a hundred bytes. The bytes are walked as the messages' types
 * declare them, and none is kept. One budget may be spent on many messages.
 */
final class MessageBudget {
  /** Of the main graph and of all functions together. */
  static final int MAX_NODES = 500_000;

  /** Beside what a file has of raw bytes, which weights are and which take no more than there. */
  static final long MAX_MEMORY = 1L << 30;

  /** As deep as protocol buffers go. */
  private static final int MAX_DEPTH = 100;

  private static final int BUFFER_BYTES = 1 << 16;

  /** What objects of a JVM take, rounded up. */
  private static final int OBJECT = 40;

  private static final int FIELD = 8;
  private static final int MAP = 88;
  private static final int LIST = 96;
  private static final int NUMBER = 8;

  /** Lists double as they grow. */
  private static final int PACKED = 16;

  private static final int TEXT = 56;
  private static final int UNKNOWN = 40;
  private static final int UNKNOWN_LIST = 240;

  private int nodes;
  private long memory;
  private final Map<Descriptor, Integer> sizes = new HashMap<>();

  /** What reads a message. */
  interface Parsing<M> {
    M parse() throws IOException;
  }

  /**
   * Reads a message.
   *
   * @throws IOException if it cannot be read, also because the stack is too small for it
   */
  static <M> M bounded(Parsing<M> parsing) throws IOException {
    try {
      return parsing.parse();
    } catch (StackOverflowError e) {
      throw tooDeep(e);
    }
  }

  private static IOException tooDeep(StackOverflowError e) {
    return new IOException("its messages lie too deep in each other", e);
  }

  /**
   * Spends the budget on a message.
   *
   * @param type what the bytes are to be read as
   * @param bytes read to their end, not closed
   * @throws IOException if the bytes are no such message, or the budget is spent; its text has no
   *     full stop, unless it is the parser's
   */
  void spend(Descriptor type, InputStream bytes) throws IOException {
    spend(type, CodedInputStream.newInstance(bytes, BUFFER_BYTES));
  }

  /**
   * Spends the budget on a message in memory.
   *
   * @throws IOException as for one in a file
   */
  void spend(Descriptor type, ByteString bytes) throws IOException {
    spend(type, bytes.newCodedInput());
  }

  private void spend(Descriptor type, CodedInputStream in) throws IOException {
    try {
      walk(type, in, 0);
    } catch (StackOverflowError e) {
      throw tooDeep(e);
    }
    in.checkLastTagWas(0);
  }

  /**
   * Walks to the end of a message or group.
   *
   * @param type of the message, or null for one that is not known
   */
  private void walk(@Nullable Descriptor type, CodedInputStream in, int depth) throws IOException {
    require(depth <= MAX_DEPTH, "its messages lie more than %,d deep in each other", MAX_DEPTH);
    if (type == NodeDef.getDescriptor()) {
      nodes++;
      require(nodes <= MAX_NODES, "it has more than %,d nodes", MAX_NODES);
    }
    charge(type == null ? OBJECT : sizes.computeIfAbsent(type, MessageBudget::size));
    boolean entry = type != null && type.getOptions().getMapEntry();
    int fields = 0;
    int last = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_END_GROUP) {
        return;
      }
      // Each further value of an entry would copy those before it.
      fields++;
      require(!entry || fields <= 2, "an entry of a map has more than %,d fields", 2);
      int number = WireFormat.getTagFieldNumber(tag);
      FieldDescriptor field = type == null ? null : type.findFieldByNumber(number);
      if (field == null) {
        charge(number == last ? UNKNOWN : UNKNOWN_LIST);
      } else if (field.isRepeated()) {
        charge(number == last ? NUMBER : LIST);
      }
      last = number;
      walkField(field, tag, in, depth);
    }
  }

  /** What an empty message takes. */
  private static int size(Descriptor type) {
    int size = OBJECT;
    for (FieldDescriptor field : type.getFields()) {
      size += field.isMapField() ? MAP : FIELD;
    }
    return size;
  }

  private void walkField(@Nullable FieldDescriptor field, int tag, CodedInputStream in, int depth)
      throws IOException {
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_START_GROUP -> {
        walk(null, in, depth + 1);
        in.checkLastTagWas(WireFormat.getTagFieldNumber(tag) << 3 | WireFormat.WIRETYPE_END_GROUP);
      }
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        int length = in.readRawVarint32();
        if (field != null && field.getJavaType() == JavaType.MESSAGE) {
          int outer = in.pushLimit(length);
          walk(field.getMessageType(), in, depth + 1);
          in.checkLastTagWas(0);
          in.popLimit(outer);
        } else {
          charge(memory(field, length));
          in.skipRawBytes(length);
        }
      }
      default -> in.skipField(tag);
    }
  }

  /** What a field of so many bytes takes beside as many raw bytes. */
  private static long memory(@Nullable FieldDescriptor field, long length) {
    if (field == null || field.getType() == FieldDescriptor.Type.BYTES) {
      return TEXT;
    }
    if (field.getType() == FieldDescriptor.Type.STRING) {
      return length == 0 ? 0 : TEXT + length;
    }
    // Packed: a whole number takes one byte or more of the file.
    boolean whole = field.getLiteType().getWireType() == WireFormat.WIRETYPE_VARINT;
    return whole ? PACKED * length : 0;
  }

  private void charge(long bytes) throws IOException {
    memory += bytes;
    if (memory > MAX_MEMORY) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it would take more than %,d bytes of memory beside its weights",
              MAX_MEMORY));
    }
  }

  private static void require(boolean fits, String what, int most) throws IOException {
    if (!fits) {
      throw new IOException(String.format(Locale.ROOT, what, most));
    }
  }
}
