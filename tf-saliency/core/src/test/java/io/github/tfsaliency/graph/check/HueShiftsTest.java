package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.floats;
import static io.github.tfsaliency.graph.Graphs.node;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** Hues that are turned by what a model computes: the kernel goes back turn by turn. */
@Timeout(60)
class HueShiftsTest {
  private static final NodeDef RED = floats("in", Shape.of(1, 1, 3), 0.5f, 0.25f, 0.25f);

  private static ImmutableMap<String, NodeDef> turned(NodeDef shift) {
    return ImmutableMap.of(
        "in", RED, shift.getName(), shift, "out", node("out", "AdjustHue", "in", shift.getName()));
  }

  private static List<Float> run(ImmutableMap<String, NodeDef> nodes) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(GraphDef.newBuilder().addAllNode(nodes.values()).build());
      try (Session session = new Session(graph);
          Result result = session.runner().fetch("out").run()) {
        List<Float> values = new ArrayList<>();
        ((TFloat32) result.get(0)).scalars().forEach(value -> values.add(value.getFloat()));
        return values;
      }
    }
  }

  @Test
  void aConstantOfFewTurnsIsLeftAsItIs() {
    ImmutableMap<String, NodeDef> nodes = turned(floats("shift", Shape.scalar(), -0.5f));

    assertThat(new HueShifts(nodes).bounded()).isSameAs(nodes);
  }

  @Test
  void aShiftThatTheModelComputesIsKept() {
    ImmutableMap<String, NodeDef> nodes =
        ImmutableMap.of(
            "in",
            RED,
            "given",
            floats("given", Shape.scalar(), 1f / 3),
            "shift",
            node("shift", "Identity", "given"),
            "out",
            node("out", "AdjustHue", "in", "shift"));

    ImmutableMap<String, NodeDef> bounded = new HueShifts(nodes).bounded();

    assertThat(requireNonNull(bounded.get("out")).getInput(1)).isEqualTo("out/shift_4");
    assertThat(run(bounded)).isEqualTo(run(nodes)).containsExactly(0.25f, 0.5f, 0.25f);
  }

  @Test
  void aShiftThatNeverEndsIsNaN() {
    ImmutableMap<String, NodeDef> bounded =
        new HueShifts(turned(floats("shift", Shape.scalar(), 1e30f))).bounded();

    assertThat(run(bounded)).contains(Float.NaN);
  }
}
