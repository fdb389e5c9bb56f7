package io.github.tfsaliency.engine;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** What the gradients of the library are tested with. */
final class OpCases {
  private static final List<Integer> ONES4 = List.of(1, 1, 1, 1);
  private static final List<Integer> ONES5 = List.of(1, 1, 1, 1, 1);

  private OpCases() {}

  static ImmutableList<OpCase> all() {
    return ImmutableList.<OpCase>builder()
        .addAll(math())
        .addAll(reductions())
        .addAll(matrices())
        .addAll(neural())
        .addAll(arrays())
        .addAll(signals())
        .addAll(SparseOpCases.all())
        .build();
  }

  private static OpCase op(String name) {
    return OpCase.of(name);
  }

  private static ImmutableList<OpCase> math() {
    OpCase moduli = op("").positive(2, 3).positive(3);
    return ImmutableList.of(
        op("AccumulateNV2").list(op("").input(2, 3).input(2, 3)).attribute("shape", Shape.of(2, 3)),
        op("Angle").complex(3).attribute("Tout", DataType.DT_DOUBLE),
        op("Atan2").positive(2, 3).positive(3),
        op("BesselI0").input(4),
        op("BesselI0e").input(4),
        op("BesselI1").input(4),
        op("BesselI1e").input(4),
        op("Betainc").fixed(1.5, 3).fixed(2.5, 3).fraction(3),
        op("Complex").input(2, 3).input(3).attribute("Tout", DataType.DT_COMPLEX128),
        op("ComplexAbs").complex(3).attribute("Tout", DataType.DT_DOUBLE),
        op("Cross").input(2, 3).input(2, 3),
        op("CumulativeLogsumexp").input(2, 4).scalar(1),
        op("CumulativeLogsumexp").input(2, 4).scalar(0).attribute("reverse", true),
        op("Cumprod").input(3, 4).scalar(1),
        op("Cumprod").input(3, 4).scalar(0).attribute("exclusive", true).attribute("reverse", true),
        op("Digamma").positive(4),
        op("Erfc").input(4),
        op("FloorMod").values(Shape.of(2, 2), 7.3, -4.2, 2.9, -9.7).values(Shape.of(2), 2.1, -1.3),
        op("Igamma").positive(3).positive(2, 3),
        op("Igammac").positive(2, 3).positive(2, 1),
        op("Mod")
            .values(Shape.of(4), 7.3, -4.2, 2.9, -9.7)
            .values(Shape.of(4), 2.1, 1.3, -2.0, 4.1),
        op("Imag").complex(3).attribute("Tout", DataType.DT_DOUBLE),
        op("Real").complex(3).attribute("Tout", DataType.DT_DOUBLE),
        op("MulNoNan").input(2, 3).input(3),
        op("NextAfter").input(2, 3).fixed(9, 3),
        op("Polygamma").fixed(2, 3).positive(2, 3),
        op("TruncateMod").values(Shape.of(4), 7.3, -4.5, 2.9, -9.7).values(Shape.scalar(), 2.1),
        new OpCase("Xdivy", moduli.arguments(), moduli.attributes(), false),
        new OpCase("Xlog1py", moduli.arguments(), moduli.attributes(), false),
        new OpCase("Xlogy", moduli.arguments(), moduli.attributes(), false),
        op("Zeta").fixed(2.5, 3).positive(2, 3));
  }

  private static ImmutableList<OpCase> reductions() {
    return ImmutableList.of(
        op("EuclideanNorm").input(2, 3, 4).ints(0, -1),
        op("EuclideanNorm").input(2, 3, 4).scalar(1).attribute("keep_dims", true),
        op("Max").input(2, 3, 4).longs(0L, -1L),
        op("Mean").input(2, 3, 4).longs(0L, -1L),
        op("Min").input(2, 3, 4).longs(1L).attribute("keep_dims", true),
        op("NthElement").input(3, 5).scalar(2),
        op("Prod").input(2, 3, 4).longs(0L, -1L),
        op("Prod").values(Shape.of(2, 2), 0.0, 2.0, 3.0, 4.0).longs(1L),
        op("SegmentMax").input(5, 2).ints(0, 0, 1, 3, 3),
        op("SegmentMean").input(5, 2, 3).ints(0, 0, 1, 3, 3),
        op("SegmentMin").input(5, 2).ints(0, 0, 1, 3, 3),
        op("Sum").input(2, 3, 4).longs(-1L).attribute("keep_dims", true),
        op("Sum").input(2, 3, 4).longs(),
        op("TopKV2").input(2, 3, 5).scalar(3),
        op("TopKV2").input(5).scalar(2).attribute("sorted", false));
  }

  private static ImmutableList<OpCase> matrices() {
    OpCase dominant =
        op("").values(Shape.of(1, 3, 3), 4.0, 0.3, -0.2, 0.1, 3.0, 0.5, -0.7, 0.2, 5.0);
    return ImmutableList.of(
        op("BatchMatMul").input(2, 3, 4).input(2, 3, 5).attribute("adj_x", true),
        op("BatchMatMul").input(2, 3, 4).input(2, 5, 4).attribute("adj_y", true),
        // broadcast: one matrix for two others, then each of one batch for all of another
        op("BatchMatMulV2").input(2, 3, 4).input(4, 5),
        op("BatchMatMulV2").input(2, 3, 4).input(5, 4).attribute("adj_y", true),
        op("BatchMatMulV2").input(4, 3).input(2, 4, 5).attribute("adj_x", true),
        op("BatchMatMulV2")
            .input(2, 1, 4, 3)
            .input(3, 5, 4)
            .attribute("adj_x", true)
            .attribute("adj_y", true),
        op("BatchMatMulV2").complex(2, 2, 3).complex(2, 2, 3).attribute("adj_x", true),
        new OpCase("MatrixDeterminant", dominant.arguments(), dominant.attributes(), false),
        op("MatrixDiagPart").input(2, 3, 4),
        op("MatrixDiagPartV2").input(2, 3, 4).ints(-1, 1).fixed(0),
        op("MatrixDiagPartV3").input(2, 3, 4).ints(-1, 1).fixed(0),
        op("MatrixDiagPartV3").input(2, 4, 3).ints(0, 2).fixed(0).attribute("align", "LEFT_RIGHT"),
        op("MatrixDiagV2").input(2, 3).scalar(1).scalar(-1).scalar(-1).fixed(0),
        op("MatrixDiagV3").input(2, 3, 3).ints(-1, 1).scalar(-1).scalar(-1).fixed(0),
        new OpCase("MatrixInverse", dominant.arguments(), dominant.attributes(), false),
        new OpCase("MatrixInverse", dominant.arguments(), dominant.attributes(), false)
            .attribute("adjoint", true),
        op("MatrixSetDiag").input(2, 3, 4).input(2, 3),
        op("MatrixSetDiagV2").input(2, 3, 4).input(2, 3).scalar(1),
        op("MatrixSetDiagV3").input(2, 3, 4).input(2, 2, 3).ints(0, 1),
        new OpCase("MatrixSolve", dominant.arguments(), dominant.attributes(), false)
            .input(1, 3, 2),
        new OpCase("MatrixSolve", dominant.arguments(), dominant.attributes(), false)
            .input(1, 3, 2)
            .attribute("adjoint", true),
        triangular(dominant.input(1, 3, 2), true, false),
        triangular(dominant.input(1, 3, 2), false, false),
        triangular(dominant.input(1, 3, 2), true, true),
        triangular(dominant.input(1, 3, 2), false, true),
        // broadcast: one matrix for two right sides, then the other way round
        triangular(dominant.input(2, 3, 2), true, false),
        triangular(op("").positive(2, 3, 3).input(3, 2), false, true),
        triangular(op("").complex(2, 2, 2).complex(2, 2, 1), true, true));
  }

  private static OpCase triangular(OpCase solved, boolean lower, boolean adjoint) {
    return new OpCase("MatrixTriangularSolve", solved.arguments(), solved.attributes(), false)
        .attribute("lower", lower)
        .attribute("adjoint", adjoint);
  }

  static OpCase strided(OpCase convolution, String padding, List<Integer> strides) {
    return convolution.attribute("padding", padding).attribute("strides", strides);
  }

  private static ImmutableList<OpCase> neural() {
    OpCase image = op("").input(2, 5, 5, 2);
    OpCase filtered = new OpCase("Conv2D", image.arguments(), image.attributes(), true);
    return ImmutableList.of(
        op("AdjustContrastv2").input(2, 3, 3, 2).positive().single(),
        op("BiasAddV1").input(2, 3).input(3),
        strided(filtered.input(2, 2, 2, 3), "SAME", ONES4)
            .attribute("dilations", List.of(1, 2, 2, 1)),
        strided(filtered.input(2, 3, 2, 3), "VALID", ONES4)
            .attribute("dilations", List.of(1, 3, 2, 1)),
        strided(filtered.fixed(0.7, 3, 2, 2, 3), "EXPLICIT", ONES4)
            .attribute("dilations", List.of(1, 2, 3, 1))
            .attribute("explicit_paddings", List.of(0, 0, 1, 2, 3, 0, 0, 0)),
        strided(filtered.input(3, 3, 2, 3), "EXPLICIT", List.of(1, 2, 2, 1))
            .attribute("explicit_paddings", List.of(0, 0, 1, 2, 0, 1, 0, 0)),
        strided(op("Conv3D").input(1, 4, 4, 4, 2).input(2, 2, 2, 2, 3), "SAME", ONES5),
        strided(
            op("Conv3D").input(1, 4, 4, 4, 2).input(2, 2, 2, 2, 1),
            "VALID",
            List.of(1, 2, 2, 2, 1)),
        strided(
            op("Conv3DBackpropInputV2")
                .ints(1, 4, 4, 4, 2)
                .input(2, 2, 2, 2, 3)
                .input(1, 2, 2, 2, 3),
            "SAME",
            List.of(1, 2, 2, 2, 1)),
        op("Dilation2D")
            .input(1, 5, 5, 2)
            .input(2, 2, 2)
            .attribute("strides", ONES4)
            .attribute("rates", List.of(1, 2, 1, 1))
            .attribute("padding", "SAME"),
        op("FusedBatchNorm")
            .input(2, 3, 3, 2)
            .fixed(1.3, 2)
            .fixed(0.2, 2)
            .fixed(0.1, 2)
            .fixed(2, 2)
            .attribute("is_training", false)
            .attribute("epsilon", 0.01f)
            .single(),
        op("FusedBatchNormV2")
            .input(2, 3, 3, 2)
            .fixed(1.3, 2)
            .fixed(0.2, 2)
            .fixed(0.1, 2)
            .fixed(2, 2)
            .attribute("is_training", false)
            .single(),
        // Steps beyond the range alone: within it differences see the steps, the gradient does not.
        op("FakeQuantWithMinMaxArgs")
            .values(Shape.of(4), -8.0, 8.0, 7.0, -9.0)
            .attribute("min", -6f)
            .attribute("max", 6f)
            .single(),
        op("FakeQuantWithMinMaxVars")
            .values(Shape.of(4), -8.0, 8.0, 7.0, -9.0)
            .fixed(-1)
            .fixed(1)
            .single(),
        op("FakeQuantWithMinMaxVarsPerChannel")
            .values(Shape.of(2, 2), -8.0, 8.0, 7.0, -9.0)
            .fixed(-1, 2)
            .fixed(2, 2)
            .single(),
        op("LRN")
            .input(2, 2, 2, 6)
            .attribute("depth_radius", 1)
            .attribute("bias", 2f)
            .attribute("alpha", 0.3f)
            .attribute("beta", 0.6f)
            .single(),
        op("LogSoftmax").input(2, 3, 4),
        strided(op("MaxPool").input(1, 5, 5, 2), "EXPLICIT", List.of(1, 2, 2, 1))
            .attribute("ksize", List.of(1, 2, 2, 1))
            .attribute("explicit_paddings", List.of(0, 0, 1, 1, 0, 1, 0, 0)),
        strided(op("MaxPoolWithArgmax").input(2, 5, 5, 2), "SAME", List.of(1, 2, 2, 1))
            .attribute("ksize", List.of(1, 3, 3, 1)),
        op("SoftmaxCrossEntropyWithLogits")
            .input(2, 3)
            .values(Shape.of(2, 3), 0.2, 0.3, 0.5, 0.1, 0.8, 0.1),
        op("SparseSoftmaxCrossEntropyWithLogits").input(3, 4).ints(1, 0, 3));
  }

  private static ImmutableList<OpCase> arrays() {
    return ImmutableList.of(
        op("Concat").scalar(1).list(op("").input(2, 3).input(2, 1).input(2, 2)),
        op("Concat").scalar(-2).list(op("").input(3, 2).input(1, 2)),
        op("ConcatV2").list(op("").input(2, 3).input(2, 1)).longs(Shape.scalar(), 1L),
        op("ConcatV2").list(op("").input(2, 3, 2).input(2, 1, 2)).longs(Shape.scalar(), -2L),
        op("ConjugateTranspose").complex(2, 3, 4).ints(2, 0, 1),
        op("EnsureShape").input(2, 3).attribute("shape", Shape.of(-1, 3)),
        op("ExtractImagePatches")
            .input(2, 5, 4, 3)
            .attribute("ksizes", List.of(1, 2, 3, 1))
            .attribute("strides", List.of(1, 2, 1, 1))
            .attribute("rates", List.of(1, 2, 1, 1))
            .attribute("padding", "SAME"),
        op("ExtractVolumePatches")
            .input(2, 4, 3, 4, 2)
            .attribute("ksizes", List.of(1, 2, 2, 3, 1))
            .attribute("strides", List.of(1, 2, 1, 2, 1))
            .attribute("padding", "SAME"),
        op("Gather").input(4, 2, 3).ints(Shape.of(2, 2), 3, 0, 3, 1),
        op("PlaceholderWithDefault").input(2, 3).attribute("shape", Shape.of(2, 3)),
        op("Reverse").input(2, 3).flags(true, false),
        op("Snapshot").input(2, 3),
        op("TensorScatterAdd").input(4, 2).ints(Shape.of(3, 1), 3, 0, 3).input(3, 2),
        op("TensorScatterSub").input(4, 2).ints(Shape.of(3, 1), 3, 0, 3).input(3, 2),
        op("TensorScatterUpdate").input(4, 2).ints(Shape.of(2, 1), 3, 0).input(2, 2),
        op("TensorStridedSliceUpdate").input(4, 3).ints(1, 0).ints(3, 2).ints(1, 1).input(2, 2));
  }

  private static ImmutableList<OpCase> signals() {
    return ImmutableList.of(
        op("FFT").complex(2, 5),
        op("FFT2D").complex(2, 3, 4),
        op("FFT3D").complex(2, 3, 4),
        op("IFFT").complex(2, 5),
        op("IFFT2D").complex(2, 3, 4),
        op("IFFT3D").complex(2, 3, 4),
        op("RFFT").input(2, 6).ints(6).attribute("Tcomplex", DataType.DT_COMPLEX128),
        op("RFFT").input(2, 7).ints(5).attribute("Tcomplex", DataType.DT_COMPLEX128),
        op("RFFT2D").input(2, 4, 7).ints(4, 6).attribute("Tcomplex", DataType.DT_COMPLEX128),
        op("RFFT3D").input(3, 4, 5).ints(3, 4, 5).attribute("Tcomplex", DataType.DT_COMPLEX128),
        op("IRFFT").complex(2, 4).ints(6).attribute("Treal", DataType.DT_DOUBLE),
        op("IRFFT").complex(2, 5).ints(5).attribute("Treal", DataType.DT_DOUBLE),
        op("IRFFT").complex(2, 7).ints(8).attribute("Treal", DataType.DT_DOUBLE),
        op("IRFFT2D").complex(2, 3, 4).ints(3, 6).attribute("Treal", DataType.DT_DOUBLE),
        op("IRFFT3D").complex(3, 2, 4).ints(3, 2, 6).attribute("Treal", DataType.DT_DOUBLE));
  }
}
