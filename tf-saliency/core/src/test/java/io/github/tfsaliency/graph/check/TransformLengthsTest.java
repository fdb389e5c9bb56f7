package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.floats;
import static io.github.tfsaliency.graph.Graphs.integers;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TInt32;

/** Fourier transforms of a length that only the running model knows. */
class TransformLengthsTest {
  private static final NodeDef LENGTH =
      node("length", "Placeholder").toBuilder().putAttr("dtype", type(DataType.DT_INT32)).build();

  private static ImmutableMap<String, NodeDef> bounded(NodeDef length) {
    NodeDef transform = node("out", "RFFT", "in", "length").toBuilder().clearAttr().build();
    return new TransformLengths(
            ImmutableMap.of(
                "in", floats("in", Shape.of(4), 1, 2, 3, 4), "length", length, "out", transform))
        .bounded();
  }

  private static long transformed(int length) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(
          GraphDef.newBuilder()
              .addAllNode(bounded(LENGTH).values())
              .addNode(
                  node("size", "Size", "out").toBuilder().putAttr("T", type(DataType.DT_COMPLEX64)))
              .build());
      try (Session session = new Session(graph);
          TInt32 fed = TInt32.vectorOf(length);
          Result result = session.runner().feed("length", fed).fetch("size").run()) {
        return ((TInt32) result.get(0)).getInt();
      }
    }
  }

  @Test
  void aLengthThatValuesSayIsTransformed() {
    assertThat(transformed(4)).isEqualTo(3);
    assertThat(transformed(1)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aLengthBelowOneEndsTheRun(int length) {
    assertThatThrownBy(() -> transformed(length))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("Node 'out' (op 'RFFT') has a length below 1");
  }

  @Test
  void aConstantGetsNoGuardAndAGuardNone() {
    ImmutableMap<String, NodeDef> guarded = bounded(LENGTH);

    assertThat(bounded(integers("length", Shape.of(1), 4))).hasSize(3);
    assertThat(new TransformLengths(guarded).bounded()).isEqualTo(guarded);
  }
}
