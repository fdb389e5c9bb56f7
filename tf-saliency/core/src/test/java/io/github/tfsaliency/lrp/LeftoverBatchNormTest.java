package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.canonical.BatchNormFolding;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.graph.savedmodel.SavedModelImporter;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Zennit 0.5.1 leaves a division by sqrt(1 + epsilon) behind each BatchNorm that it has merged, and
 * so explains another network. That, and nothing else, is where its values differ: a few elements
 * under LRP-epsilon hang on sums so close to zero that float32 does not know them.
 */
class LeftoverBatchNormTest {
  private static final double EPSILON = 1e-3;

  @ParameterizedTest
  @CsvSource({
    "resnet,             lrp_epsilon_1e-6,       1e-4, 5e-3",
    "resnet,             composite_epsilon_plus, 1e-4, 0",
    "inception,          lrp_epsilon_1e-6,       1e-4, 0",
    "inception,          composite_epsilon_plus, 1e-4, 0",
    "mobilenet,          lrp_epsilon_1e-6,       1e-4, 5e-3",
    "mobilenet,          composite_epsilon_plus, 1e-4, 0",
    "efficientnet_lite0, lrp_epsilon_1e-6,       1e-3, 5e-3",
    "efficientnet_lite0, composite_epsilon_plus, 1e-3, 5e-3"
  })
  void withTheLeftoverTheValuesAreThoseOfZennit(
      String network, String name, double tolerance, double share) {
    Lrp method = name.startsWith("lrp") ? Lrp.epsilon(1e-6) : Lrp.of(Composite.epsilonPlus());
    try (References references = References.of("exact/" + network);
        GradientEngine engine = GradientEngine.open(withLeftover(network))) {
      Batch batch = Batch.of("image", references.input());
      ResolvedTargets targets =
          new ResolvedTargets(ImmutableLongArray.copyOf(references.targets()), Optional.empty());

      Maps maps =
          Maps.of(
              method.attribute(ChunkedPasses.of(engine), batch, targets).onlyMap(),
              references.floats("zennit_0.5.1/" + name));

      assertThat(maps.shareBeyond(tolerance)).isLessThanOrEqualTo(share);
      assertThat(maps.cosine()).isGreaterThanOrEqualTo(0.9999);
    }
  }

  private static InferenceGraph withLeftover(String network) {
    InferenceGraph graph =
        BatchNormFolding.fold(
            SavedModelImporter.read(ModelSelection.of(References.model(network))));
    Map<String, NodeDef> nodes = new HashMap<>(graph.nodes());
    NodeDef factor = constant("leftover", (float) (1 / Math.sqrt(1 + EPSILON)));
    nodes.put(factor.getName(), factor);
    ImmutableList<NodeDef> norms =
        graph.nodes().values().stream()
            .filter(node -> node.getOp().equals("BiasAdd") && node.getName().contains("/bn_"))
            .collect(ImmutableList.toImmutableList());
    assertThat(norms).isNotEmpty();
    for (NodeDef norm : norms) {
      String merged = norm.getName() + "/merged";
      nodes.put(merged, norm.toBuilder().setName(merged).build());
      nodes.put(
          norm.getName(),
          NodeDef.newBuilder()
              .setName(norm.getName())
              .setOp("Mul")
              .addInput(merged)
              .addInput(factor.getName())
              .putAttr("T", type())
              .build());
    }
    return graph.withNodes(nodes);
  }

  private static NodeDef constant(String name, float value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type())
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(value))
                .build())
        .build();
  }

  private static AttrValue type() {
    return AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
  }
}
