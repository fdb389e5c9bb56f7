package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.floats;
import static io.github.tfsaliency.graph.Graphs.integer;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Gathers along an axis that only the running model knows. */
class GatherAxesTest {
  private static final ImmutableMap<String, NodeDef> NODES =
      ImmutableMap.of(
          "in",
          floats("in", Shape.of(1, 2), 1, 2),
          "which",
          integer("which", 1),
          "axis",
          node("axis", "Placeholder").toBuilder().putAttr("dtype", type(DataType.DT_INT64)).build(),
          "out",
          node("out", "GatherV2", "in", "which", "axis").toBuilder()
              .clearAttr()
              .putAttr("Tparams", type(DataType.DT_FLOAT))
              .putAttr("Tindices", type(DataType.DT_INT32))
              .putAttr("Taxis", type(DataType.DT_INT64))
              .build());

  private static float gathered(long axis) {
    GraphDef graph =
        GraphDef.newBuilder().addAllNode(new GatherAxes(NODES).bounded().values()).build();
    try (Graph imported = new Graph()) {
      imported.importGraphDef(graph);
      try (Session session = new Session(imported);
          Tensor fed = TInt64.scalarOf(axis);
          Result result = session.runner().feed("axis", fed).fetch("out").run()) {
        return ((TFloat32) result.get(0)).getFloat(0);
      }
    }
  }

  @Test
  void anAxisOfTheTensorIsKept() {
    assertThat(gathered(1)).isEqualTo(2);
    assertThat(gathered(-1)).isEqualTo(2);
  }

  @Test
  void theLeastNumberIsRefusedByTheKernel() {
    assertThatThrownBy(() -> gathered(Long.MIN_VALUE))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("must be at least rank 1000");
  }

  @Test
  void theLargestNumberIsRefusedByTheKernel() {
    assertThatThrownBy(() -> gathered(Long.MAX_VALUE))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("must be at least rank 1001");
  }
}
