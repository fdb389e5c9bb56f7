package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** The strings that a constant holds, in either of the two ways in which a file writes them. */
final class StringConstants {
  private StringConstants() {}

  /**
   * The strings as they are written: the last one stands for all that are missing.
   *
   * @param node a Const of strings that {@link ConstantBudget} has seen
   */
  static List<ByteString> written(NodeDef node) {
    TensorProto tensor = node.getAttrOrThrow("value").getTensor();
    return tensor.getTensorContent().isEmpty()
        ? tensor.getStringValList()
        : packed(node, tensor.getTensorContent(), (long) elements(node));
  }

  /** How many strings the shape asks for. */
  static double elements(NodeDef node) {
    double elements = 1;
    for (var dimension : node.getAttrOrThrow("value").getTensor().getTensorShape().getDimList()) {
      elements *= dimension.getSize();
    }
    return elements;
  }

  /** All lengths, then all bytes. */
  private static List<ByteString> packed(NodeDef node, ByteString content, long count) {
    try {
      CodedInputStream in = content.newCodedInput();
      List<Integer> lengths = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        lengths.add(in.readRawVarint32());
      }
      ImmutableList.Builder<ByteString> strings = ImmutableList.builder();
      for (int length : lengths) {
        strings.add(ByteString.copyFrom(in.readRawBytes(length)));
      }
      if (in.isAtEnd()) {
        return strings.build();
      }
    } catch (IOException e) {
      // Too short, or a length that is none.
    }
    throw NodeRefusal.broken(node, "holds strings that do not fill their bytes");
  }
}
