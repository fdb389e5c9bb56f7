package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;

/** Gradients of Fourier transforms over the last one, two or three dimensions. */
final class SignalGradients {
  private SignalGradients() {}

  static ImmutableMap<String, OpGradient> table() {
    ImmutableMap.Builder<String, OpGradient> table = ImmutableMap.builder();
    for (int dimensions = 1; dimensions <= 3; dimensions++) {
      int count = dimensions;
      String suffix = count == 1 ? "" : count + "D";
      table.put("FFT" + suffix, n -> fourier(n, count, "IFFT" + suffix));
      table.put("IFFT" + suffix, n -> inverseFourier(n, count, "FFT" + suffix));
      table.put("RFFT" + suffix, n -> realFourier(n, count, "IFFT" + suffix));
      table.put("IRFFT" + suffix, n -> inverseRealFourier(n, count, "RFFT" + suffix));
    }
    return table.buildOrThrow();
  }

  private static List<@Nullable Operand<?>> fourier(OpNode n, int dimensions, String inverse) {
    Operand<?> size = complexSize(n, n.part(n.shape(n.x(0)), -dimensions, 0));
    return Arrays.asList(n.mul(n.apply(inverse, n.dy()), size));
  }

  private static List<@Nullable Operand<?>> inverseFourier(
      OpNode n, int dimensions, String forward) {
    Operand<?> size = complexSize(n, n.part(n.shape(n.x(0)), -dimensions, 0));
    return Arrays.asList(n.div(n.apply(forward, n.dy()), size));
  }

  /** The real part of the full transform's gradient, with zeros where nothing was returned. */
  private static List<@Nullable Operand<?>> realFourier(OpNode n, int dimensions, String inverse) {
    Operand<?> full = fit(n, n.dy(), n.x(1), dimensions);
    Operand<?> complex = n.mul(n.apply(inverse, full), complexSize(n, n.x(1)));
    Operand<?> real = n.call("Real").in(complex).with("Tout", OpNode.type(n.x(0))).get();
    Operand<?> size = n.part(n.shape(n.x(0)), -dimensions, 0);
    return Arrays.asList(fit(n, real, size, dimensions));
  }

  /** What stands for two conjugate coefficients counts twice: all but the first and the middle. */
  private static List<@Nullable Operand<?>> inverseRealFourier(
      OpNode n, int dimensions, String forward) {
    DataType complex = OpNode.type(n.x(0));
    Operand<?> transformed = n.call(forward).in(n.dy(), n.x(1)).with("Tcomplex", complex).get();
    Operand<?> length = n.reshape(n.part(n.x(1), -1, 0), n.ints());
    Operand<?> half = n.apply("FloorDiv", length, n.scalar(2));
    Operand<?> index = n.apply("Range", n.scalar(0), n.add(half, n.scalar(1)), n.scalar(1));
    Operand<?> paired =
        n.apply(
            "LogicalAnd",
            n.apply("Greater", index, n.scalar(0)),
            n.apply("Less", index, n.sub(length, index)));
    Operand<?> weight =
        n.cast(n.add(n.scalar(1), n.cast(paired, DataType.DT_INT32)), DataType.DT_DOUBLE);
    Operand<?> share = n.div(weight, n.cast(n.product(n.x(1)), DataType.DT_DOUBLE));
    Operand<?> gradient = n.mul(transformed, n.cast(share, complex));
    Operand<?> size = n.part(n.shape(n.x(0)), -dimensions, 0);
    return Arrays.asList(fit(n, gradient, size, dimensions));
  }

  private static Operand<?> complexSize(OpNode n, Operand<?> lengths) {
    DataType type = OpNode.isComplex(n.x(0)) ? OpNode.type(n.x(0)) : OpNode.type(n.dy());
    return n.cast(n.cast(n.product(lengths), DataType.DT_DOUBLE), type);
  }

  /** Cropped or padded with zeros at the end, as the transforms do with what they read. */
  private static Operand<?> fit(OpNode n, Operand<?> values, Operand<?> lengths, int dimensions) {
    Operand<?> shape = n.shape(values);
    Operand<?> wanted = n.concat(n.part(shape, 0, -dimensions), lengths);
    Operand<?> common = n.apply("Minimum", shape, wanted);
    Operand<?> cropped = n.apply("Slice", values, n.zerosLike(shape), common);
    Operand<?> after = n.sub(wanted, common);
    Operand<?> padding =
        n.call("Pack").in(List.of(n.zerosLike(after), after)).with("axis", 1).get();
    return n.apply("Pad", cropped, padding);
  }
}
