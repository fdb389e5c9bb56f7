package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Which text ops are run: those whose result reaches, as text, what makes numbers of it that a
 * model can be meant to compute with. Others serve nobody, and their kernels were not written for
 * hostile arguments.
 */
final class TextPath {
  /** The ops, and which input of theirs is the text. */
  private static final ImmutableMap<String, Integer> ENDS =
      ImmutableMap.<String, Integer>builder()
          .put("DecodeAndCropJpeg", 0)
          .put("DecodeBmp", 0)
          .put("DecodeGif", 0)
          .put("DecodeImage", 0)
          .put("DecodeJpeg", 0)
          .put("DecodePng", 0)
          .put("DecodeRaw", 0)
          .put("ExtractJpegShape", 0)
          .put("LookupTableFind", 1)
          .put("LookupTableFindV2", 1)
          .put("ParseExample", 0)
          .put("ParseExampleV2", 0)
          .put("ParseSingleExample", 0)
          .put("StringToHashBucketFast", 0)
          .put("StringToHashBucketStrong", 0)
          .put("StringToNumber", 0)
          .buildOrThrow();

  private static final ImmutableSet<String> TEXT_OPS =
      ImmutableSet.of(
          "AsString",
          "DecodeBase64",
          "EncodeJpeg",
          "EncodePng",
          "ReduceJoin",
          "RegexReplace",
          "StaticRegexReplace",
          "StringFormat",
          "StringJoin",
          "StringLower",
          "StringNGrams",
          "StringSplit",
          "StringSplitV2",
          "StringStrip",
          "StringUpper",
          "Substr",
          "UnicodeDecode",
          "UnicodeDecodeWithOffsets",
          "UnicodeEncode",
          "UnicodeTranscode");

  private static final DataType TEXT = DataType.DT_STRING;
  private static final ImmutableList<DataType> NONE = ImmutableList.of();

  private TextPath() {}

  /**
   * Refuses text ops that serve nothing.
   *
   * @param nodes each after the nodes that it reads; what no node reads is asked for by others
   * @param types of all their outputs
   * @throws io.github.tfsaliency.attribution.UnsupportedModelException that names the first one
   */
  static void require(Map<String, NodeDef> nodes, Map<String, List<DataType>> types) {
    if (nodes.values().stream().noneMatch(node -> TEXT_OPS.contains(node.getOp()))) {
      return;
    }
    Set<String> read = new HashSet<>();
    Set<String> useful = new HashSet<>();
    for (NodeDef node : Lists.reverse(ImmutableList.copyOf(nodes.values()))) {
      boolean serves = useful.contains(node.getName()) || !read.contains(node.getName());
      if (TEXT_OPS.contains(node.getOp()) && !serves) {
        throw NodeRefusal.of(
            node,
            "Maybe name an output before it, or export the model without it.",
            "makes text that reaches no table, hash bucket, number or decoder, so it is not run");
      }
      boolean handsOn = serves && types.getOrDefault(node.getName(), NONE).contains(TEXT);
      Integer end = ENDS.get(node.getOp());
      for (int i = 0; i < node.getInputCount(); i++) {
        TensorRef source = TensorRef.parse(node.getInput(i));
        read.add(source.node());
        boolean text = types.getOrDefault(source.node(), NONE).get(source.index()) == TEXT;
        if (text && (handsOn || (end != null && end == i))) {
          useful.add(source.node());
        }
      }
    }
  }
}
