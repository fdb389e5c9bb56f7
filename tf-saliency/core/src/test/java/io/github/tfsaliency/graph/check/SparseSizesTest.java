package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.FLOAT;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Floats;
import com.google.common.primitives.ImmutableLongArray;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.graph.Graphs;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Sizes that sparse and ragged tensors carry in their values end the run where they are large. */
class SparseSizesTest {
  private static final AttrValue LONG = type(DataType.DT_INT64);

  /**
   * An op whose inputs are all fed.
   *
   * @param node without its inputs
   * @param small what it bears
   * @param large what would fill the memory
   * @param elements of the result for what it bears
   */
  private record Case(NodeDef node, List<Fed> small, List<Fed> large, long elements) {
    @Override
    public String toString() {
      return node.getOp() + " " + partitions(node);
    }

    private static List<ByteString> partitions(NodeDef node) {
      return node.getAttrOrDefault("row_partition_types", AttrValue.getDefaultInstance())
          .getList()
          .getSList();
    }
  }

  private interface Fed {
    TType tensor();

    DataType type();
  }

  private record Longs(Shape shape, ImmutableLongArray values) implements Fed {
    @Override
    public TType tensor() {
      return TInt64.tensorOf(shape, DataBuffers.of(values.toArray()));
    }

    @Override
    public DataType type() {
      return DataType.DT_INT64;
    }
  }

  private record Numbers(Shape shape, ImmutableList<Float> values) implements Fed {
    @Override
    public TType tensor() {
      return TFloat32.tensorOf(shape, DataBuffers.of(Floats.toArray(values)));
    }

    @Override
    public DataType type() {
      return DataType.DT_FLOAT;
    }
  }

  private static Longs longs(long... values) {
    return new Longs(Shape.of(values.length), ImmutableLongArray.copyOf(values));
  }

  private static Longs scalar(long value) {
    return new Longs(Shape.scalar(), ImmutableLongArray.of(value));
  }

  private static Longs places(long... values) {
    return new Longs(Shape.of(values.length / 2, 2), ImmutableLongArray.copyOf(values));
  }

  private static Numbers floats(float... values) {
    return new Numbers(Shape.of(values.length), ImmutableList.copyOf(Floats.asList(values)));
  }

  private static final Numbers ZERO = new Numbers(Shape.scalar(), ImmutableList.of(0f));
  private static final Numbers MATRIX =
      new Numbers(Shape.of(3, 2), ImmutableList.of(1f, 2f, 3f, 4f, 5f, 6f));

  private static NodeDef.Builder op(String op) {
    return NodeDef.newBuilder().setName("out").setOp(op).putAttr("T", FLOAT);
  }

  private static NodeDef ragged(String... partitions) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (String partition : partitions) {
      list.addS(ByteString.copyFromUtf8(partition));
    }
    return op("RaggedTensorToTensor")
        .putAttr("Tindex", LONG)
        .putAttr("Tshape", LONG)
        .putAttr(
            "num_row_partition_tensors", AttrValue.newBuilder().setI(partitions.length).build())
        .putAttr("row_partition_types", AttrValue.newBuilder().setList(list).build())
        .build();
  }

  private static NodeDef segments(String op) {
    return op(op).putAttr("Tidx", LONG).putAttr("Tsegmentids", LONG).build();
  }

  private static Case segmentCase(String op) {
    return new Case(
        segments(op),
        List.of(MATRIX, longs(2, 0), longs(0, 4)),
        List.of(MATRIX, longs(2, 0), longs(0, 1L << 26)),
        10);
  }

  private static Stream<Case> cases() {
    Longs shape = longs(-1, -1);
    return Stream.of(
        new Case(
            op("SparseToDense").putAttr("Tindices", LONG).build(),
            List.of(places(0, 1), longs(2, 3), floats(5), ZERO),
            List.of(places(0, 1), longs(1 << 20, 1 << 20), floats(5), ZERO),
            6),
        new Case(
            op("SparseFillEmptyRows").build(),
            List.of(places(0, 1), floats(5), longs(2, 3), ZERO),
            List.of(places(0, 1), floats(5), longs(1L << 40, 3), ZERO),
            4),
        new Case(
            op("SparseTensorDenseMatMul").putAttr("Tindices", LONG).build(),
            List.of(places(0, 1), floats(5), longs(4, 3), MATRIX),
            List.of(places(0, 1), floats(5), longs(1L << 40, 3), MATRIX),
            8),
        new Case(
            op("RaggedBincount").putAttr("Tidx", LONG).build(),
            List.of(longs(0, 1, 3), longs(0, 1, 1), scalar(4), floats()),
            List.of(longs(0, 1, 3), longs(0, 1, 1), scalar(1L << 40), floats()),
            8),
        segmentCase("SparseSegmentMean"),
        segmentCase("SparseSegmentSqrtN"),
        segmentCase("SparseSegmentSum"),
        new Case(
            ragged("ROW_SPLITS"),
            List.of(shape, floats(1, 2, 3), ZERO, longs(0, 1, 3)),
            List.of(shape, floats(1, 2, 3), ZERO, longs(0, 1, 1L << 40)),
            4),
        new Case(
            ragged("ROW_SPLITS"),
            List.of(longs(3, 5), floats(1, 2, 3), ZERO, longs(0, 1, 3)),
            List.of(longs(1 << 20, 1 << 20), floats(1, 2, 3), ZERO, longs(0, 1, 3)),
            15),
        new Case(
            ragged("FIRST_DIM_SIZE", "VALUE_ROWIDS"),
            List.of(shape, floats(1, 2, 3), ZERO, scalar(4), longs(0, 2, 2)),
            List.of(shape, floats(1, 2, 3), ZERO, scalar(1L << 40), longs(0, 2, 2)),
            8));
  }

  private static ImmutableMap<String, NodeDef> nodes(NodeDef node, List<Fed> inputs) {
    ImmutableMap.Builder<String, NodeDef> nodes = ImmutableMap.builder();
    NodeDef.Builder reading = node.toBuilder();
    for (int i = 0; i < inputs.size(); i++) {
      nodes.put(
          "in_" + i,
          Graphs.node("in_" + i, "Placeholder").toBuilder()
              .clearAttr()
              .putAttr("dtype", type(inputs.get(i).type()))
              .build());
      reading.addInput("in_" + i);
    }
    return nodes.put("out", reading.build()).buildOrThrow();
  }

  /** How many elements the op makes when its sizes are bounded. */
  private static long run(NodeDef node, List<Fed> inputs) {
    GraphDef bounded =
        GraphDef.newBuilder()
            .addAllNode(new SparseSizes(nodes(node, inputs)).bounded().values())
            .build();
    try (Graph graph = new Graph()) {
      graph.importGraphDef(bounded);
      try (Session session = new Session(graph)) {
        Session.Runner runner = session.runner().fetch("out");
        List<TType> fed = inputs.stream().map(Fed::tensor).toList();
        try {
          for (int i = 0; i < fed.size(); i++) {
            runner.feed("in_" + i, fed.get(i));
          }
          try (Result result = runner.run()) {
            return result.get(0).shape().size();
          }
        } finally {
          fed.forEach(Tensor::close);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatAnHonestModelMakesIsMade(Case given) {
    assertThat(run(given.node(), given.small())).isEqualTo(given.elements());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatWouldFillTheMemoryEndsTheRunBeforeTheKernelBegins(Case given) {
    assertThatThrownBy(() -> run(given.node(), given.large()))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining(
            "Node 'out' (op '"
                + given.node().getOp()
                + "') would make more than 67108864 elements");
  }

  @Test
  void howWideWhatIsSparseIsDoesNotCount() {
    Numbers kernel =
        new Numbers(Shape.of(100_000, 8), ImmutableList.copyOf(Collections.nCopies(800_000, 0f)));
    NodeDef product = op("SparseTensorDenseMatMul").putAttr("Tindices", LONG).build();

    assertThat(run(product, List.of(places(0, 1), floats(5), longs(2, 100_000), kernel)))
        .isEqualTo(16);
    assertThat(
            run(
                op("SparseFillEmptyRows").build(),
                List.of(places(0, 1), floats(5), longs(2, 1L << 40), ZERO)))
        .isEqualTo(4);
  }

  @Test
  void aSizeOfTooManyDimensionsEndsTheRunAndNotTheProcess() {
    Shape many = Shape.of(LongStream.generate(() -> 1).limit(254).toArray());
    Longs size = new Longs(many, ImmutableLongArray.of(3));
    NodeDef product = op("SparseTensorDenseMatMul").putAttr("Tindices", LONG).build();
    NodeDef rows = op("SparseFillEmptyRows").build();

    assertThatThrownBy(() -> run(product, List.of(places(0, 1), floats(5), size, MATRIX)))
        .isInstanceOf(TFInvalidArgumentException.class);
    assertThatThrownBy(() -> run(rows, List.of(places(0, 1), floats(5), size, ZERO)))
        .isInstanceOf(TFInvalidArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsGuardedIsNotGuardedAgain(Case given) {
    ImmutableMap<String, NodeDef> once =
        new SparseSizes(nodes(given.node(), given.small())).bounded();

    assertThat(new SparseSizes(once).bounded()).isEqualTo(once);
  }

  @Test
  void aGuardOfAnotherSizeDoesNotCount() {
    Case given = cases().findFirst().orElseThrow();
    ImmutableMap<String, NodeDef> once =
        new SparseSizes(nodes(given.node(), given.small())).bounded();
    ImmutableMap.Builder<String, NodeDef> other = ImmutableMap.builder();
    once.forEach(
        (name, node) ->
            other.put(
                name,
                node.getOp().equals("SelectV2")
                    ? node.toBuilder().setInput(1, node.getInput(2)).build()
                    : node));

    assertThat(new SparseSizes(other.buildOrThrow()).bounded()).hasSizeGreaterThan(once.size());
  }
}
