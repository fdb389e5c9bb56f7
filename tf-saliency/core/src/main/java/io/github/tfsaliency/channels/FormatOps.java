package io.github.tfsaliency.channels;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** Ops that say by an attribute where the channels of their data stand. */
final class FormatOps {
  private static final String FORMAT = "data_format";

  private static final ImmutableMap<String, Integer> DATA =
      ImmutableMap.<String, Integer>builder()
          .put("AvgPool", 0)
          .put("AvgPool3D", 0)
          .put("BiasAdd", 0)
          .put("Conv2D", 0)
          .put("Conv2DBackpropInput", 2)
          .put("Conv3D", 0)
          .put("Conv3DBackpropInputV2", 2)
          .put("DepthToSpace", 0)
          .put("DepthwiseConv2dNative", 0)
          .put("FusedBatchNorm", 0)
          .put("FusedBatchNormV2", 0)
          .put("FusedBatchNormV3", 0)
          .put("MaxPool", 0)
          .put("MaxPool3D", 0)
          .put("SpaceToDepth", 0)
          .buildOrThrow();

  private FormatOps() {}

  /** Whether a node slides over space or treats channels, in whichever format. */
  static boolean isKnown(NodeDef node) {
    return DATA.containsKey(node.getOp());
  }

  /** Whether a node says that channels stand ahead of space, in an op that can do without. */
  static boolean isChannelsFirst(NodeDef node) {
    if (!DATA.containsKey(node.getOp()) || !node.containsAttr(FORMAT)) {
      return false;
    }
    String format = node.getAttrOrThrow(FORMAT).getS().toStringUtf8();
    return format.equals("NCHW") || format.equals("NCDHW");
  }

  /** Which input holds the data. */
  static int data(NodeDef node) {
    return DATA.getOrDefault(node.getOp(), 0);
  }

  /** The number of dimensions that the op demands of its data; 0 if it takes several. */
  static int rank(NodeDef node) {
    if (node.getOp().equals("BiasAdd")) {
      return 0;
    }
    return node.getAttrOrThrow(FORMAT).getS().size();
  }

  /** The node for data with channels last, its inputs as they were. */
  static NodeDef.Builder withChannelsLast(NodeDef node) {
    boolean volumes = node.getAttrOrThrow(FORMAT).getS().toStringUtf8().equals("NCDHW");
    NodeDef.Builder last =
        node.toBuilder()
            .putAttr(
                FORMAT,
                AttrValue.newBuilder()
                    .setS(ByteString.copyFromUtf8(volumes ? "NDHWC" : "NHWC"))
                    .build());
    for (String name : List.of("strides", "ksize", "dilations", "explicit_paddings")) {
      if (node.containsAttr(name)) {
        List<Long> values = node.getAttrOrThrow(name).getList().getIList();
        last.putAttr(
            name,
            AttrValue.newBuilder()
                .setList(
                    AttrValue.ListValue.newBuilder()
                        .addAllI(
                            name.equals("explicit_paddings")
                                ? pairs(values)
                                : ChannelOrder.reordered(values)))
                .build());
      }
    }
    return last;
  }

  /** Two values a dimension; none where the padding is not explicit. */
  private static List<Long> pairs(List<Long> values) {
    List<Long> moved = new ArrayList<>();
    for (int dimension : ChannelOrder.toLast(values.size() / 2)) {
      moved.add(values.get(2 * dimension));
      moved.add(values.get(2 * dimension + 1));
    }
    return moved;
  }
}
