package io.github.tfsaliency.engine;

import static io.github.tfsaliency.engine.OpCases.strided;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** What the most intricate of TensorFlow's own gradients are tested with. */
final class TensorFlowOpCases {
  private static final List<Integer> ONES4 = List.of(1, 1, 1, 1);

  private TensorFlowOpCases() {}

  private static OpCase op(String name) {
    return OpCase.of(name);
  }

  /** Attributes and shapes that a gradient can get wrong, of ops whose gradient is TensorFlow's. */
  static ImmutableList<OpCase> all() {
    return ImmutableList.<OpCase>builder()
        .addAll(elementwise())
        .addAll(math())
        .addAll(neural())
        .addAll(arrays())
        .addAll(images())
        .build();
  }

  private static ImmutableList<OpCase> elementwise() {
    ImmutableList.Builder<OpCase> cases = ImmutableList.builder();
    String unary =
        "Abs Acos Asin Asinh Atan Atanh CheckNumerics Cos Cosh Erf Erfinv Exp Expm1 Identity Inv"
            + " Lgamma Log Log1p Ndtri Neg Reciprocal Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan"
            + " Tanh";
    for (String name : Splitter.on(' ').split(unary)) {
      OpCase tested = op(name).fraction(2, 3);
      cases.add(name.equals("CheckNumerics") ? tested.attribute("message", "") : tested);
    }
    for (String name : Splitter.on(' ').split("Div DivNoNan Maximum Minimum Mul Pow RealDiv Sub")) {
      cases.add(op(name).positive(2, 3).positive(3));
    }
    return cases
        .add(op("Acosh").values(Shape.of(2), 1.5, 3.0))
        .add(op("Add").input(2, 1).input(3))
        .add(op("AddN").list(op("").input(2, 3).input(2, 3)))
        .add(op("Cast").input(2, 3).attribute("DstT", DataType.DT_DOUBLE).single())
        .add(op("Conj").complex(2, 3))
        .build();
  }

  private static ImmutableList<OpCase> math() {
    return ImmutableList.of(
        op("Diag").input(3),
        op("DiagPart").input(3, 3),
        op("MatrixDiag").input(2, 3),
        op("Min").input(2, 3, 4).scalar(1).attribute("keep_dims", true),
        op("Sum").input(2, 3, 4).ints(0, -1),
        op("AddV2").input(2, 3).input(3),
        op("BatchMatMulV3").input(3, 4).input(2, 4, 5).attribute("Tout", DataType.DT_DOUBLE),
        op("ClipByValue").input(2, 3).fixed(-0.5).fixed(0.7),
        op("Cumsum").input(3, 4).scalar(1).attribute("exclusive", true).attribute("reverse", true),
        op("Einsum").list(op("").input(2, 3, 4).input(4, 5)).attribute("equation", "abc,cd->adb"),
        op("Einsum")
            .list(op("").input(2, 3, 4).input(2, 3, 4))
            .attribute("equation", "...ab,...ab->...b"),
        op("L2Loss").input(2, 3),
        op("MatMul")
            .input(3, 2)
            .input(4, 3)
            .attribute("transpose_a", true)
            .attribute("transpose_b", true),
        op("MatrixBandPart").input(2, 4, 4).scalar(1).scalar(0),
        op("Max").input(2, 3, 4).ints(0, -1),
        op("Mean").input(2, 3, 4).ints(0, -1),
        op("Prod").input(2, 3, 4).ints(0, -1),
        op("SegmentSum").input(5, 2).ints(0, 0, 1, 3, 3),
        op("SquaredDifference").input(2, 3).input(3),
        op("UnsortedSegmentMax").input(5, 2).ints(2, 0, 1, 2, 0).scalar(3),
        op("UnsortedSegmentMin").input(5, 2).ints(2, 0, 1, 2, 0).scalar(3),
        op("UnsortedSegmentSum").input(5, 2).ints(3, 0, 1, 3, 0).scalar(4));
  }

  private static ImmutableList<OpCase> neural() {
    return ImmutableList.of(
        pool(op("AvgPool").input(2, 5, 5, 2), List.of(1, 2, 3, 1), List.of(1, 2, 1, 1)),
        pool(op("AvgPool3D").input(1, 4, 4, 4, 2), List.of(1, 2, 3, 2, 1), List.of(1, 2, 1, 2, 1))
            .single(),
        strided(op("Conv2D").input(2, 5, 5, 2).input(2, 2, 2, 3), "SAME", List.of(1, 2, 2, 1))
            .single(),
        strided(
                op("Conv2DBackpropInput").ints(1, 5, 5, 2).input(2, 2, 2, 3).input(1, 3, 3, 3),
                "SAME",
                List.of(1, 2, 2, 1))
            .single(),
        strided(op("DepthwiseConv2dNative").input(2, 5, 5, 2).input(3, 3, 2, 2), "SAME", ONES4)
            .single(),
        strided(op("DepthwiseConv2dNative").input(2, 5, 5, 2).input(3, 3, 2, 2), "EXPLICIT", ONES4)
            .attribute("explicit_paddings", List.of(0, 0, 1, 2, 0, 1, 0, 0))
            .single(),
        op("FusedBatchNormV3")
            .input(2, 3, 3, 2)
            .positive(2)
            .input(2)
            .fixed(0.1, 2)
            .fixed(2, 2)
            .attribute("is_training", false)
            .attribute("epsilon", 0.1f)
            .single(),
        op("LeakyRelu").input(2, 3).attribute("alpha", 0.4f),
        pool(op("MaxPool").input(2, 5, 5, 2), List.of(1, 2, 3, 1), List.of(1, 2, 1, 1)),
        pool(op("MaxPool3D").input(1, 4, 4, 4, 2), List.of(1, 2, 3, 2, 1), List.of(1, 2, 1, 2, 1))
            .single(),
        op("MaxPoolV2")
            .input(1, 5, 5, 2)
            .ints(1, 2, 2, 1)
            .ints(1, 2, 1, 1)
            .attribute("padding", "SAME")
            .single(),
        op("Selu").input(2, 3),
        op("Softmax").input(2, 3, 4),
        op("Softplus").input(2, 3),
        op("Softsign").input(2, 3),
        op("BiasAdd").input(2, 2, 2, 3).input(3),
        op("Elu").input(2, 3),
        op("Relu").input(2, 3),
        op("Relu6").input(2, 3));
  }

  private static OpCase pool(OpCase pool, List<Integer> size, List<Integer> strides) {
    return strided(pool, "SAME", strides).attribute("ksize", size);
  }

  private static ImmutableList<OpCase> arrays() {
    return ImmutableList.of(
        op("BatchToSpace")
            .input(4, 2, 2, 1)
            .ints(Shape.of(2, 2), 1, 0, 0, 1)
            .attribute("block_size", 2),
        op("DepthToSpace").input(1, 2, 2, 8).attribute("block_size", 2),
        op("DynamicPartition").input(4, 2).ints(1, 0, 1, 0).attribute("num_partitions", 2),
        stitched("DynamicStitch"),
        stitched("ParallelDynamicStitch"),
        op("Fill").ints(2, 3).input(),
        op("Pad").input(2, 3).ints(Shape.of(2, 2), 1, 2, 0, 1),
        op("Reshape").input(2, 3).ints(3, -1),
        op("ScatterNdNonAliasingAdd").input(5, 2).ints(Shape.of(3, 1), 3, 0, 4).input(3, 2),
        op("Select").flags(true, false).input(2, 3).input(2, 3),
        op("Slice").input(3, 4).ints(1, 0).ints(2, -1),
        op("SpaceToBatch")
            .input(1, 3, 3, 1)
            .ints(Shape.of(2, 2), 1, 0, 0, 1)
            .attribute("block_size", 2),
        op("BatchToSpaceND").input(4, 2, 2, 1).ints(2, 2).ints(Shape.of(2, 2), 1, 0, 0, 1),
        op("BroadcastTo").input(3, 1).ints(2, 3, 4),
        op("ConcatV2").list(op("").input(2, 3).input(2, 1).input(2, 2)).scalar(-1),
        op("ExpandDims").input(2, 3).scalar(-2),
        op("GatherNd").input(3, 4, 2).ints(Shape.of(3, 2), 0, 1, 2, 3, 0, 1),
        op("GatherV2").input(3, 4, 2).ints(3, 0, 3).scalar(1),
        op("GatherV2")
            .input(2, 4, 2)
            .ints(Shape.of(2, 3), 3, 0, 3, 1, 2, 1)
            .scalar(1)
            .attribute("batch_dims", 1),
        op("MirrorPad").input(3, 4).ints(Shape.of(2, 2), 1, 2, 2, 1).attribute("mode", "REFLECT"),
        op("Pack").list(op("").input(2, 3).input(2, 3)).attribute("axis", -1),
        op("PadV2").input(2, 3).ints(Shape.of(2, 2), 1, 2, 0, 1).fixed(7),
        op("ReverseSequence")
            .input(2, 4)
            .ints(2, 3)
            .attribute("seq_dim", 1)
            .attribute("batch_dim", 0),
        op("ReverseV2").input(2, 3).ints(-1),
        op("Roll").input(3, 4).ints(1, -2).ints(0, 1),
        op("ScatterNd").ints(Shape.of(3, 1), 3, 0, 3).input(3, 2).ints(5, 2),
        op("SelectV2").flags(true, false, true).input(2, 3).input(2, 1),
        op("SpaceToBatchND").input(2, 3, 3, 1).ints(2, 2).ints(Shape.of(2, 2), 1, 0, 0, 1),
        op("SpaceToDepth").input(1, 4, 4, 2).attribute("block_size", 2),
        op("Split").scalar(-1).input(2, 6).attribute("num_split", 3),
        op("SplitV").input(2, 6).ints(1, 3, 2).scalar(1).attribute("num_split", 3),
        op("Squeeze").input(2, 1, 3).attribute("squeeze_dims", List.of(1)),
        op("StridedSlice")
            .input(4, 5, 3)
            .ints(3, 0, 1)
            .ints(0, 4, 2)
            .ints(-2, 3, 1)
            .attribute("shrink_axis_mask", 4)
            .attribute("begin_mask", 2),
        op("Tile").input(2, 3).ints(2, 3),
        op("Transpose").input(2, 3, 4).ints(2, 0, 1),
        op("Unpack").input(2, 3).attribute("num", 3).attribute("axis", -1));
  }

  private static OpCase stitched(String name) {
    return op(name).list(op("").ints(0, 2).ints(1, 3)).list(op("").input(2, 3).input(2, 3));
  }

  private static ImmutableList<OpCase> images() {
    return ImmutableList.of(
        op("CropAndResize")
            .input(2, 5, 5, 2)
            .values(Shape.of(2, 4), 0.1, 0.15, 0.8, 0.9, 0.2, -0.1, 0.7, 0.6)
            .ints(1, 0)
            .ints(3, 4)
            .single(),
        resized("ResizeBicubic").attribute("half_pixel_centers", true),
        resized("ResizeBicubic").attribute("align_corners", true),
        resized("ResizeBilinear").attribute("half_pixel_centers", true),
        resized("ResizeBilinear").attribute("align_corners", true),
        resized("ResizeNearestNeighbor").attribute("half_pixel_centers", true),
        resized("ResizeNearestNeighbor").attribute("align_corners", true),
        scaled("triangle").attribute("antialias", false),
        scaled("triangle").attribute("antialias", true),
        scaled("lanczos3"));
  }

  private static OpCase resized(String name) {
    return op(name).input(1, 4, 5, 2).ints(7, 3).single();
  }

  private static OpCase scaled(String kernel) {
    return op("ScaleAndTranslate")
        .input(1, 6, 6, 2)
        .ints(4, 5)
        .fixed(0.7, 2)
        .fixed(0.3, 2)
        .attribute("kernel_type", kernel)
        .single();
  }
}
