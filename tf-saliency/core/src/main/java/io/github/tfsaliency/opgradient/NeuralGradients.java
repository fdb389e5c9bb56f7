package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;

/** Gradients of convolutions, pools, normalisations and the like. */
final class NeuralGradients {
  private static final String[] CONVOLUTION = {"strides", "padding", "dilations", "data_format"};

  private NeuralGradients() {}

  static ImmutableMap<String, OpGradient> table() {
    return ImmutableMap.<String, OpGradient>builder()
        .put("AdjustContrastv2", NeuralGradients::adjustContrast)
        .put("BiasAddV1", NeuralGradients::biasAdd)
        .put("Conv2D", NeuralGradients::conv2D)
        .put("Conv3D", NeuralGradients::conv3D)
        .put("Conv3DBackpropInputV2", NeuralGradients::conv3DBackpropInput)
        .put("Dilation2D", NeuralGradients::dilation)
        .put("FakeQuantWithMinMaxArgs", NeuralGradients::fakeQuant)
        .put("FakeQuantWithMinMaxVars", NeuralGradients::fakeQuantOfVariables)
        .put("FakeQuantWithMinMaxVarsPerChannel", NeuralGradients::fakeQuantOfVariables)
        .put("FusedBatchNorm", NeuralGradients::batchNorm)
        .put("FusedBatchNormV2", NeuralGradients::batchNorm)
        .put("LRN", NeuralGradients::localResponse)
        .put("LogSoftmax", NeuralGradients::logSoftmax)
        .put("MaxPool", NeuralGradients::maxPool)
        .put("MaxPoolWithArgmax", NeuralGradients::maxPoolWithArgmax)
        .put("SoftmaxCrossEntropyWithLogits", NeuralGradients::crossEntropyOfShares)
        .put("SparseSoftmaxCrossEntropyWithLogits", NeuralGradients::crossEntropy)
        .buildOrThrow();
  }

  private static List<@Nullable Operand<?>> conv2D(OpNode n) {
    return Arrays.asList(
        DilatedConvolution.applies(n)
            ? DilatedConvolution.inputGradient(n, n.x(1), n.dy())
            : convolution2D(n, "Conv2DBackpropInput", n.shape(n.x(0)), n.x(1), n.dy()),
        convolution2D(n, "Conv2DBackpropFilter", n.x(0), n.shape(n.x(1)), n.dy()));
  }

  private static Operand<?> convolution2D(OpNode n, String op, Operand<?>... operands) {
    return n.call(op).in(operands).like(CONVOLUTION).like("explicit_paddings").get();
  }

  private static List<@Nullable Operand<?>> conv3D(OpNode n) {
    return Arrays.asList(
        convolution3D(n, "Conv3DBackpropInputV2", n.shape(n.x(0)), n.x(1), n.dy()),
        convolution3D(n, "Conv3DBackpropFilterV2", n.x(0), n.shape(n.x(1)), n.dy()));
  }

  private static List<@Nullable Operand<?>> conv3DBackpropInput(OpNode n) {
    return Arrays.asList(
        null,
        convolution3D(n, "Conv3DBackpropFilterV2", n.dy(), n.shape(n.x(1)), n.x(2)),
        convolution3D(n, "Conv3D", n.dy(), n.x(1)));
  }

  private static Operand<?> convolution3D(OpNode n, String op, Operand<?>... operands) {
    return n.call(op).in(operands).like(CONVOLUTION).get();
  }

  private static List<@Nullable Operand<?>> maxPool(OpNode n) {
    return Arrays.asList(
        n.call("MaxPoolGrad")
            .in(n.x(0), n.y(0), n.dy())
            .like("ksize", "strides", "padding", "explicit_paddings", "data_format")
            .get());
  }

  private static List<@Nullable Operand<?>> maxPoolWithArgmax(OpNode n) {
    return Arrays.asList(
        n.call("MaxPoolGradWithArgmax")
            .in(n.x(0), n.dy(), n.y(1))
            .like("ksize", "strides", "padding", "include_batch_in_index")
            .get());
  }

  /** One within the range, zero beyond it: the steps between are not seen. */
  private static List<@Nullable Operand<?>> fakeQuant(OpNode n) {
    return Arrays.asList(
        n.call("FakeQuantWithMinMaxArgsGradient")
            .in(n.dy(), n.x(0))
            .like("min", "max", "num_bits", "narrow_range")
            .get());
  }

  private static List<@Nullable Operand<?>> fakeQuantOfVariables(OpNode n) {
    return ImmutableList.copyOf(
        n.call(n.op() + "Gradient")
            .in(n.dy(), n.x(0), n.x(1), n.x(2))
            .like("num_bits", "narrow_range")
            .all());
  }

  private static List<@Nullable Operand<?>> dilation(OpNode n) {
    String[] attributes = {"strides", "rates", "padding"};
    return Arrays.asList(
        n.call("Dilation2DBackpropInput").in(n.x(0), n.x(1), n.dy()).like(attributes).get(),
        n.call("Dilation2DBackpropFilter").in(n.x(0), n.x(1), n.dy()).like(attributes).get());
  }

  /** TensorFlow's own C++ gradient takes the default radius, bias, alpha and beta. */
  private static List<@Nullable Operand<?>> localResponse(OpNode n) {
    return Arrays.asList(
        n.call("LRNGrad")
            .in(n.dy(), n.x(0), n.y(0))
            .like("depth_radius", "bias", "alpha", "beta")
            .get());
  }

  /** TensorFlow's own C++ gradient sums over dimension 1, right for two dimensions only. */
  private static List<@Nullable Operand<?>> logSoftmax(OpNode n) {
    Operand<?> sum = n.sum(n.dy(), n.ints(-1), true);
    return Arrays.asList(n.sub(n.dy(), n.mul(sum, n.apply("Exp", n.y(0)))));
  }

  private static List<@Nullable Operand<?>> crossEntropy(OpNode n) {
    return Arrays.asList(ofLogits(n));
  }

  /** TensorFlow's own C++ gradient is written for float32 alone. */
  private static List<@Nullable Operand<?>> crossEntropyOfShares(OpNode n) {
    Operand<?> loss = n.apply("ExpandDims", n.dy(0), n.scalar(-1));
    Operand<?> ofLoss = n.mul(loss, n.apply("LogSoftmax", n.x(0)));
    return Arrays.asList(ofLogits(n), n.neg(n.add(ofLoss, n.dy(1))));
  }

  /** The second output, softmax minus the target, is a function of the logits too. */
  private static Operand<?> ofLogits(OpNode n) {
    Operand<?> loss = n.apply("ExpandDims", n.dy(0), n.scalar(-1));
    Operand<?> softmax = n.apply("Softmax", n.x(0));
    Operand<?> mean = n.sum(n.mul(n.dy(1), softmax), n.ints(-1), true);
    Operand<?> ofSecond = n.mul(softmax, n.sub(n.dy(1), mean));
    return n.add(n.mul(loss, n.y(1)), ofSecond);
  }

  private static List<@Nullable Operand<?>> biasAdd(OpNode n) {
    return Arrays.asList(n.dy(), n.apply("BiasAddGrad", n.dy()));
  }

  /** In inference an affine map of each channel, by the moving averages; of x alone. */
  private static List<@Nullable Operand<?>> batchNorm(OpNode n) {
    Operand<?> factor = AffineOp.batchNormScale(n);
    if (n.attribute("data_format").getS().toStringUtf8().equals("NCHW")) {
      factor = n.reshape(factor, n.ints(-1, 1, 1));
    }
    return Arrays.asList(n.mul(n.dy(), n.cast(factor, OpNode.type(n.dy()))));
  }

  /** (x - mean) c + mean, the mean over an image's rows and columns. */
  private static List<@Nullable Operand<?>> adjustContrast(OpNode n) {
    Operand<?> space = n.ints(-3, -2);
    Operand<?> mean = n.call("Mean").in(n.x(0), space).with("keep_dims", true).get();
    Operand<?> meanGradient = n.call("Mean").in(n.dy(), space).with("keep_dims", true).get();
    Operand<?> factor = n.cast(n.x(1), OpNode.type(n.x(0)));
    Operand<?> rest = n.sub(n.number(1, n.x(0)), factor);
    Operand<?> ofFactor = n.mul(n.dy(), n.sub(n.x(0), mean));
    Operand<?> flat = n.reshape(ofFactor, n.ints(-1));
    return Arrays.asList(
        n.add(n.mul(n.dy(), factor), n.mul(meanGradient, rest)),
        n.cast(n.sum(flat, n.scalar(0), false), OpNode.type(n.x(1))));
  }
}
