package io.github.tfsaliency.canonical;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** A convolution in groups computes what it computed, and has a gradient. */
class GroupedConvolutionTest {
  private static final int SIZE = 5;
  private static final ImmutableList<Long> ONES = ImmutableList.of(1L, 1L, 1L, 1L);

  /** A convolution by a 3 x 3 filter of noise. */
  private record Case(
      int channels,
      int ofFilter,
      int outputs,
      String padding,
      ImmutableList<Long> explicit,
      ImmutableList<Long> strides,
      ImmutableList<Long> dilations) {
    static Case of(int channels, int ofFilter, int outputs) {
      return new Case(channels, ofFilter, outputs, "SAME", ImmutableList.of(), ONES, ONES);
    }

    Case padded(Long... paddings) {
      return new Case(
          channels,
          ofFilter,
          outputs,
          "EXPLICIT",
          ImmutableList.copyOf(paddings),
          strides,
          dilations);
    }

    Case strided(long down, long right) {
      ImmutableList<Long> both = ImmutableList.of(1L, down, right, 1L);
      return new Case(channels, ofFilter, outputs, padding, explicit, both, dilations);
    }

    Case dilated(long by) {
      return new Case(
          channels,
          ofFilter,
          outputs,
          padding,
          explicit,
          strides,
          ImmutableList.of(1L, by, by, 1L));
    }
  }

  @Test
  void oneChannelAGroupIsDepthwise() {
    assertKept(Case.of(4, 1, 4), "DepthwiseConv2dNative");
  }

  @Test
  void depthwiseKeepsTheOrderOfTheOutputs() {
    assertKept(Case.of(3, 1, 6), "DepthwiseConv2dNative");
  }

  @Test
  void depthwiseKeepsExplicitPadding() {
    assertKept(Case.of(4, 1, 8).padded(0L, 0L, 2L, 1L, 0L, 1L, 0L, 0L), "DepthwiseConv2dNative");
  }

  @Test
  void oneChannelAGroupIsSplitWhereTheStridesDiffer() {
    assertKept(Case.of(4, 1, 4).strided(1, 2), "ConcatV2");
  }

  @Test
  void oneChannelAGroupIsSplitWhereItIsDilated() {
    assertKept(Case.of(4, 1, 4).dilated(2), "ConcatV2");
  }

  @Test
  void moreChannelsAGroupAreSplit() {
    assertKept(Case.of(6, 2, 9), "ConcatV2");
  }

  @Test
  void splittingKeepsStrides() {
    assertKept(Case.of(4, 2, 2).strided(2, 2), "ConcatV2");
  }

  @Test
  void splittingKeepsDilations() {
    assertKept(Case.of(4, 2, 4).dilated(2), "ConcatV2");
  }

  @Test
  void splittingKeepsExplicitPadding() {
    assertKept(Case.of(4, 2, 4).padded(0L, 0L, 1L, 2L, 0L, 1L, 0L, 0L), "ConcatV2");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 9, 33})
  void anyNumberOfGroupsKeepsItsOrder(int groups) {
    assertKept(Case.of(2 * groups, 2, groups), "ConcatV2");
  }

  @Test
  void aConvolutionOfAllChannelsIsLeftAlone() {
    InferenceGraph graph = graph(Case.of(4, 4, 4));

    assertThat(GroupedConvolution.split(graph)).isEqualTo(graph);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 9, 33})
  void aBiasIsSplitToo(int groups) {
    InferenceGraph graph = biased(Case.of(2 * groups, 2, 3 * groups));

    InferenceGraph split = GroupedConvolution.split(graph);

    assertKept(graph, 2 * groups);
    assertOp(split, "biased", "ConcatV2");
    assertThat(split.nodes()).doesNotContainKey("convolution");
    assertThat(split.nodes().values())
        .filteredOn(node -> node.getOp().equals("BiasAdd"))
        .hasSize(groups)
        .allMatch(node -> node.getInput(0).equals(node.getName().replace("biased", "convolution")));
  }

  @Test
  void aBiasAfterADepthwiseConvolutionStaysWhole() {
    InferenceGraph graph = biased(Case.of(4, 1, 8));

    InferenceGraph split = GroupedConvolution.split(graph);

    assertKept(graph, 4);
    assertOp(split, "convolution", "DepthwiseConv2dNative");
    assertOp(split, "biased", "BiasAdd");
  }

  @Test
  void aBiasOfAConvolutionThatIsReadTwiceStaysWhole() {
    InferenceGraph graph = biased(Case.of(4, 2, 6));
    Map<String, NodeDef> nodes = new HashMap<>(graph.nodes());
    nodes.put("whole", Graphs.node("whole", "BiasAdd", "convolution", "bias"));
    nodes.put("biased", Graphs.node("biased", "AddV2", "whole", "convolution"));
    InferenceGraph twice = graph.withNodes(nodes);

    InferenceGraph split = GroupedConvolution.split(twice);

    assertKept(twice, 4);
    assertOp(split, "convolution", "ConcatV2");
    assertOp(split, "whole", "BiasAdd");
  }

  @Test
  void zerosAheadAreSplitToo() {
    InferenceGraph padded = padded(Case.of(4, 2, 6), 0);

    InferenceGraph split = GroupedConvolution.split(padded);

    assertKept(padded, 4);
    assertThat(split.nodes().values())
        .filteredOn(node -> node.getOp().equals("Pad"))
        .hasSize(2)
        .allMatch(node -> node.getInput(0).contains("/Split_"));
  }

  @Test
  void convolutionsOfTheSameZerosMayHaveGroupsOfTheirOwn() {
    InferenceGraph graph = padded(Case.of(4, 2, 4), 0);
    Map<String, NodeDef> nodes = new HashMap<>(graph.nodes());
    NodeDef first = requireNonNull(nodes.get("convolution"));
    nodes.put("first", first.toBuilder().setName("first").build());
    nodes.put("other", weights("other", 3, 3, 4, 4));
    nodes.put("second", first.toBuilder().setName("second").setInput(1, "other").build());
    nodes.put("quarter", weights("quarter", 3, 3, 1, 4));
    nodes.put(
        "third",
        first.toBuilder()
            .setName("third")
            .setInput(1, "quarter")
            .putAttr("strides", list(ImmutableList.of(1L, 1L, 1L, 1L)))
            .putAttr("dilations", list(ImmutableList.of(1L, 2L, 2L, 1L)))
            .putAttr("padding", Graphs.text("SAME"))
            .build());
    nodes.put("sum", Graphs.node("sum", "AddV2", "first", "second"));
    nodes.put("convolution", Graphs.node("convolution", "AddV2", "sum", "third"));

    assertKept(graph.withNodes(nodes), 4);
  }

  @Test
  void zerosBetweenChannelsStayWhole() {
    InferenceGraph padded = padded(Case.of(4, 3, 6), 1);

    InferenceGraph split = GroupedConvolution.split(padded);

    assertKept(padded, 4);
    assertOp(split, "padded", "Pad");
  }

  @Test
  void aBiasOfWhatTheInputDecidesStaysWhole() {
    InferenceGraph graph = biased(Case.of(4, 2, 6));
    Map<String, NodeDef> nodes = new HashMap<>(graph.nodes());
    nodes.put("axes", Graphs.integers("axes", Shape.of(4), 0, 1, 2, 3));
    nodes.put("mean", Graphs.node("mean", "Mean", "x", "axes"));
    nodes.put("decided", Graphs.node("decided", "Mul", "mean", "bias"));
    nodes.put("biased", Graphs.node("biased", "BiasAdd", "convolution", "decided"));
    InferenceGraph decided = graph.withNodes(nodes);

    InferenceGraph split = GroupedConvolution.split(decided);

    assertOp(split, "convolution", "ConcatV2");
    assertOp(split, "biased", "BiasAdd");
  }

  @Test
  void channelsFirstAreLeftAlone() {
    InferenceGraph graph = graph(Case.of(SIZE, 1, SIZE));
    ImmutableMap<String, NodeDef> nodes =
        ImmutableMap.copyOf(
            Maps.transformValues(
                graph.nodes(),
                node ->
                    node.getOp().equals("Conv2D")
                        ? node.toBuilder().putAttr("data_format", Graphs.text("NCHW")).build()
                        : node));
    InferenceGraph first = graph.withNodes(nodes);

    assertThat(GroupedConvolution.split(first)).isEqualTo(first);
  }

  private static void assertKept(Case tested, String op) {
    InferenceGraph graph = graph(tested);

    assertKept(graph, tested.channels());
    assertOp(GroupedConvolution.split(graph), "convolution", op);
  }

  private static void assertOp(InferenceGraph graph, String name, String op) {
    assertThat(graph.nodes().values())
        .filteredOn(node -> node.getName().equals(name))
        .extracting(NodeDef::getOp)
        .containsExactly(op);
  }

  private static void assertKept(InferenceGraph graph, int channels) {
    Batch batch = Batch.of("x", noise(channels, 3));
    try (GradientEngine expected = GradientEngine.open(graph);
        GradientEngine engine = GradientEngine.open(GroupedConvolution.split(graph))) {
      assertThat(values(engine.predict(batch)))
          .containsExactly(values(expected.predict(batch)), within(1e-4));
      assertGradient(engine, batch);
    }
  }

  /** The score is linear in the input, so that differences of any size are exact. */
  private static void assertGradient(GradientEngine engine, Batch batch) {
    ModifiedGradient plain = ModifiedGradient.of();
    int target = 7;
    double[] gradient =
        values(
            engine
                .run(
                    plain,
                    GradientCall.of(
                        batch,
                        new ResolvedTargets(
                            ImmutableLongArray.of(target, target, target), Optional.empty())))
                .onlyMap());
    double[] inputs = values(batch.only());
    Batch zero = Batch.of("x", NdArrays.ofFloats(batch.only().shape()));
    int sample = inputs.length / 3;
    double[] scores = values(engine.predict(batch));
    double[] scoresOfZero = values(engine.predict(zero));
    for (int n = 0; n < 3; n++) {
      int at = n * scores.length / 3 + target;
      double product =
          IntStream.range(n * sample, (n + 1) * sample)
              .mapToDouble(i -> inputs[i] * gradient[i])
              .sum();
      assertThat(product).isCloseTo(scores[at] - scoresOfZero[at], within(1e-4));
    }
    assertThat(DoubleStream.of(gradient).anyMatch(value -> value != 0)).isTrue();
  }

  private static double[] values(FloatNdArray array) {
    return array.streamOfObjects().mapToDouble(Float::doubleValue).toArray();
  }

  private static FloatNdArray noise(int channels, int samples) {
    Random random = new Random(2);
    FloatNdArray values = NdArrays.ofFloats(Shape.of(samples, SIZE, SIZE, channels));
    values.scalars().forEach(value -> value.setFloat((float) random.nextGaussian()));
    return values;
  }

  private static InferenceGraph graph(Case tested) {
    NodeDef input =
        NodeDef.newBuilder()
            .setName("x")
            .setOp("Placeholder")
            .putAttr("dtype", Graphs.FLOAT)
            .putAttr("shape", Graphs.shape(-1, SIZE, SIZE, tested.channels()))
            .build();
    Random random = new Random(1);
    long[] filterShape = {3, 3, tested.ofFilter(), tested.outputs()};
    TensorProto.Builder filter =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(Graphs.shape(filterShape).getShape());
    for (long i = 0; i < LongStream.of(filterShape).reduce(1, (a, b) -> a * b); i++) {
      filter.addFloatVal((float) random.nextGaussian());
    }
    NodeDef weights =
        NodeDef.newBuilder()
            .setName("filter")
            .setOp("Const")
            .putAttr("dtype", Graphs.FLOAT)
            .putAttr("value", AttrValue.newBuilder().setTensor(filter).build())
            .build();
    NodeDef convolution =
        NodeDef.newBuilder()
            .setName("convolution")
            .setOp("Conv2D")
            .addInput("x")
            .addInput("filter")
            .putAttr("T", Graphs.FLOAT)
            .putAttr("padding", Graphs.text(tested.padding()))
            .putAttr("explicit_paddings", list(tested.explicit()))
            .putAttr("strides", list(tested.strides()))
            .putAttr("dilations", list(tested.dilations()))
            .putAttr("use_cudnn_on_gpu", AttrValue.newBuilder().setB(true).build())
            .build();
    return new InferenceGraph(
        ModelFolder.of(Path.of("grouped")),
        "serving_default",
        ImmutableList.of(
            new ModelInput(
                "x",
                new TensorRef("x", 0),
                DataType.DT_FLOAT,
                Shape.of(-1, SIZE, SIZE, tested.channels()))),
        ImmutableMap.of("x", new TensorRef("x", 0)),
        new TensorRef("convolution", 0),
        "convolution",
        ImmutableMap.of("x", input, "filter", weights, "convolution", convolution),
        ImmutableMap.of(),
        ImmutableMap.of());
  }

  /** The output is a BiasAdd that reads the convolution. */
  private static InferenceGraph biased(Case tested) {
    InferenceGraph plain = graph(tested);
    float[] values = new float[tested.outputs()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - 2;
    }
    ImmutableMap<String, NodeDef> nodes =
        ImmutableMap.<String, NodeDef>builder()
            .putAll(plain.nodes())
            .put("bias", Graphs.floats("bias", Shape.of(values.length), values))
            .put("biased", Graphs.node("biased", "BiasAdd", "convolution", "bias"))
            .buildOrThrow();
    return new InferenceGraph(
        plain.folder(),
        plain.signature(),
        plain.inputs(),
        plain.attributed(),
        new TensorRef("biased", 0),
        "biased",
        nodes,
        plain.variables(),
        plain.origins());
  }

  /** The convolution reads its data between zeros: one channel of zeros at each end, or none. */
  private static InferenceGraph padded(Case tested, int ofChannels) {
    InferenceGraph plain = graph(tested);
    Map<String, NodeDef> nodes = new HashMap<>(plain.nodes());
    nodes.put(
        "zeros",
        Graphs.integers("zeros", Shape.of(4, 2), 0, 0, 1, 2, 0, 1, ofChannels, ofChannels));
    nodes.put(
        "padded",
        Graphs.node("padded", "Pad", "x", "zeros").toBuilder()
            .putAttr("Tpaddings", Graphs.type(DataType.DT_INT32))
            .build());
    nodes.computeIfPresent(
        "convolution", (name, node) -> node.toBuilder().setInput(0, "padded").build());
    return plain.withNodes(nodes);
  }

  private static NodeDef weights(String name, int... shape) {
    Random random = new Random(3);
    float[] values = new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Graphs.floats(name, Shape.of(IntStream.of(shape).asLongStream().toArray()), values);
  }

  private static AttrValue list(List<Long> values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    return AttrValue.newBuilder().setList(list.addAllI(values)).build();
  }
}
