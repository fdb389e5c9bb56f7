package io.github.tfsaliency.support;

import io.github.tfsaliency.graph.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** One network of noise, written with channels first or with channels last. */
public final class TwoLayouts {
  private final boolean first;
  private final Random random = new Random(3);
  private final List<NodeDef> nodes = new ArrayList<>();

  private TwoLayouts(boolean first) {
    this.first = first;
  }

  /** Writes a classifier of pictures of 12 x 10 pixels and 3 channels. */
  public static Path classifier(Path folder, boolean first) throws IOException {
    TwoLayouts network = new TwoLayouts(first);
    String x = network.picture(12, 10, 3);
    String scaled = network.perChannel("Sub", "centre", x, 3);
    String padded = network.pad("pad", scaled);
    String a = network.conv("conv1", padded, 3, 8, 1, "VALID");
    String relu1 = network.unary("relu1", "Relu", network.batchNorm("bn1", a, 8));
    String pooled = network.pool("pool1", "MaxPool", relu1);
    String b = network.conv("conv2", pooled, 8, 8, 1, "SAME");
    String relu2 = network.unary("relu2", "Relu", network.bias("bias2", b, 8));
    String sum = network.node("sum", "AddV2", relu2, pooled);
    String depthwise = network.depthwise("depthwise", sum, 8);
    String norm = network.perChannel("Mul", "gamma", depthwise, 8);
    String both = network.concat("both", norm, sum, 16);
    String squeezed = network.mean("squeeze", both, true);
    String gate =
        network.unary("gate", "Sigmoid", network.conv("gate_conv", squeezed, 16, 16, 1, "SAME"));
    String gated = network.node("gated", "Mul", both, gate);
    String c = network.conv("conv3", gated, 16, 8, 2, "SAME");
    String relu3 = network.unary("relu3", "Relu", network.bias("bias3", c, 8));
    String average = network.pool("pool3", "AvgPool", relu3);
    String features = network.mean("mean", average, false);
    network.nodes.add(network.weights("dense", 8, 4));
    String logits = network.node("logits", "MatMul", features, "dense");
    return network.write(folder, x, logits, first ? new long[] {-1, 3, 12, 10} : null, 12, 10, 3);
  }

  /** Writes a network that has an output of two classes for each of 6 x 5 pixels. */
  public static Path segmentation(Path folder, boolean first) throws IOException {
    TwoLayouts network = new TwoLayouts(first);
    String x = network.picture(6, 5, 3);
    String relu =
        network.unary(
            "relu", "Relu", network.bias("bias", network.conv("conv", x, 3, 4, 1, "SAME"), 4));
    String more = network.unary("relu_2", "Relu", network.conv("conv_2", relu, 4, 4, 1, "SAME"));
    String logits = network.conv("logits", more, 4, 2, 1, "SAME");
    return network.write(folder, x, logits, first ? new long[] {-1, 3, 6, 5} : null, 6, 5, 3);
  }

  private String picture(int height, int width, int channels) {
    nodes.add(
        Graphs.node("x", "Placeholder").toBuilder()
            .putAttr(
                "shape",
                first
                    ? Graphs.shape(-1, channels, height, width)
                    : Graphs.shape(-1, height, width, channels))
            .build());
    return "x";
  }

  private NodeDef weights(String name, long... shape) {
    float[] values = new float[Math.toIntExact(Shape.of(shape).size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 2;
    }
    return Graphs.floats(name, Shape.of(shape), values);
  }

  private long[] order(long space, long channel) {
    return first ? new long[] {1, channel, space, space} : new long[] {1, space, space, channel};
  }

  private String add(NodeDef.Builder node) {
    nodes.add(node.build());
    return node.getName();
  }

  private String node(String name, String op, String... inputs) {
    return add(Graphs.node(name, op, inputs).toBuilder());
  }

  private String unary(String name, String op, String input) {
    return node(name, op, input);
  }

  private AttrValue format() {
    return Graphs.text(first ? "NCHW" : "NHWC");
  }

  private String conv(String name, String input, int from, int to, int stride, String padding) {
    nodes.add(weights(name + "/filter", 3, 3, from, to));
    return add(
        Graphs.node(name, "Conv2D", input, name + "/filter").toBuilder()
            .putAttr("strides", Graphs.list(order(stride, 1)))
            .putAttr("padding", Graphs.text(padding))
            .putAttr("data_format", format()));
  }

  private String depthwise(String name, String input, int channels) {
    nodes.add(weights(name + "/filter", 3, 3, channels, 1));
    return add(
        Graphs.node(name, "DepthwiseConv2dNative", input, name + "/filter").toBuilder()
            .putAttr("strides", Graphs.list(order(1, 1)))
            .putAttr("padding", Graphs.text("SAME"))
            .putAttr("data_format", format()));
  }

  private String bias(String name, String input, int channels) {
    nodes.add(weights(name + "/values", channels));
    return add(
        Graphs.node(name, "BiasAdd", input, name + "/values").toBuilder()
            .putAttr("data_format", format()));
  }

  private String batchNorm(String name, String input, int channels) {
    for (String part : List.of("scale", "offset", "mean")) {
      nodes.add(weights(name + "/" + part, channels));
    }
    float[] variance = new float[channels];
    for (int i = 0; i < channels; i++) {
      variance[i] = 0.5f + random.nextFloat();
    }
    nodes.add(Graphs.floats(name + "/variance", Shape.of(channels), variance));
    return add(
        Graphs.node(
                name,
                "FusedBatchNormV3",
                input,
                name + "/scale",
                name + "/offset",
                name + "/mean",
                name + "/variance")
            .toBuilder()
            .putAttr("U", Graphs.FLOAT)
            .putAttr("is_training", SmallGraph.truth(false))
            .putAttr("data_format", format()));
  }

  private String pool(String name, String op, String input) {
    return add(
        Graphs.node(name, op, input).toBuilder()
            .putAttr("ksize", Graphs.list(order(2, 1)))
            .putAttr("strides", Graphs.list(order(2, 1)))
            .putAttr("padding", Graphs.text("VALID"))
            .putAttr("data_format", format()));
  }

  private String pad(String name, String input) {
    int[] paddings =
        first ? new int[] {0, 0, 0, 0, 1, 1, 2, 0} : new int[] {0, 0, 1, 1, 2, 0, 0, 0};
    nodes.add(Graphs.integers(name + "/paddings", Shape.of(4, 2), paddings));
    return node(name, "Pad", input, name + "/paddings");
  }

  private String mean(String name, String input, boolean kept) {
    nodes.add(
        first
            ? Graphs.integers(name + "/axes", Shape.of(2), 2, 3)
            : Graphs.integers(name + "/axes", Shape.of(2), 1, 2));
    return add(
        Graphs.node(name, "Mean", input, name + "/axes").toBuilder()
            .putAttr("keep_dims", SmallGraph.truth(kept)));
  }

  private String perChannel(String op, String name, String input, int channels) {
    nodes.add(
        first ? weights(name + "/values", channels, 1, 1) : weights(name + "/values", channels));
    return node(name, op, input, name + "/values");
  }

  private String concat(String name, String a, String b, int channels) {
    nodes.add(Graphs.integers(name + "/axis", Shape.scalar(), first ? -3 : -1));
    return add(
        Graphs.node(name, "ConcatV2", a, b, name + "/axis").toBuilder()
            .putAttr("N", AttrValue.newBuilder().setI(channels / 8).build()));
  }

  private Path write(
      Path folder, String input, String output, long @Nullable [] firstShape, int h, int w, int c)
      throws IOException {
    long[] shape = firstShape == null ? new long[] {-1, h, w, c} : firstShape;
    SignatureDef signature =
        SignatureDef.newBuilder()
            .setMethodName("tensorflow/serving/predict")
            .putInputs("x", info(input, shape))
            .putOutputs("logits", info(output))
            .build();
    MetaGraphDef.Builder graph =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
            .setGraphDef(GraphDef.newBuilder().addAllNode(nodes))
            .putSignatureDef("serving_default", signature);
    Files.createDirectories(folder);
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(graph)
            .build()
            .toByteArray());
    return folder;
  }

  private static TensorInfo info(String name, long... shape) {
    TensorInfo.Builder info =
        TensorInfo.newBuilder().setName(name + ":0").setDtype(DataType.DT_FLOAT);
    return shape.length == 0
        ? info.build()
        : info.setTensorShape(Graphs.shape(shape).getShape()).build();
  }
}
