package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.FLOAT;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.Graphs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
import org.tensorflow.types.TInt32;

/** Scatters whose updates only the running model knows. */
class ScatterRanksTest {
  private static List<String> scatters() {
    return ScatterRanks.INDICES.keySet().asList();
  }

  private static ImmutableMap<String, NodeDef> nodes(String op) {
    NodeDef indices =
        Graphs.node("indices", "Placeholder").toBuilder()
            .putAttr("dtype", type(DataType.DT_INT32))
            .build();
    NodeDef scatter =
        (op.equals("ScatterNd")
                ? Graphs.node("out", op, "indices", "updates", "size")
                : Graphs.node("out", op, "whole", "indices", "updates"))
            .toBuilder().putAttr("T", FLOAT).putAttr("Tindices", type(DataType.DT_INT32)).build();
    return ImmutableMap.of(
        "whole",
        Graphs.floats("whole", Shape.of(2), 0, 0),
        "size",
        Graphs.integers("size", Shape.of(1), 2),
        "indices",
        indices,
        "updates",
        Graphs.node("updates", "Placeholder"),
        "out",
        scatter);
  }

  private static Shape scattered(String op, Shape indices, Shape updates) {
    GraphDef graph =
        GraphDef.newBuilder().addAllNode(new ScatterRanks(nodes(op)).bounded().values()).build();
    try (Graph imported = new Graph()) {
      imported.importGraphDef(graph);
      try (Session session = new Session(imported);
          Tensor places =
              TInt32.tensorOf(indices, zeros -> zeros.scalars().forEach(i -> i.setInt(0)));
          Tensor values =
              TFloat32.tensorOf(updates, ones -> ones.scalars().forEach(i -> i.setFloat(1)));
          Result result =
              session.runner().feed("indices", places).feed("updates", values).fetch("out").run()) {
        return result.get(0).shape();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scatters")
  void updatesThatFitTheirIndicesAreScattered(String op) {
    assertThat(scattered(op, Shape.of(2, 1), Shape.of(2))).isEqualTo(Shape.of(2));
  }

  @ParameterizedTest
  @MethodSource("scatters")
  void updatesWithFewerDimensionsEndTheRun(String op) {
    assertThatThrownBy(() -> scattered(op, Shape.of(2, 1, 1, 1), Shape.of(2, 1)))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining(
            "Node 'out' (op '%s') scatters updates with fewer dimensions than its indices ask for",
            op);
  }

  @ParameterizedTest
  @MethodSource("scatters")
  void indicesThatAreOneNumberEndTheRun(String op) {
    assertThatThrownBy(() -> scattered(op, Shape.scalar(), Shape.of(8)))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("scatters updates with fewer dimensions");
  }

  @Test
  void whatIsGuardedIsNotGuardedAgain() {
    ImmutableMap<String, NodeDef> guarded = new ScatterRanks(nodes("ScatterNd")).bounded();

    assertThat(new ScatterRanks(guarded).bounded()).isEqualTo(guarded);
  }
}
