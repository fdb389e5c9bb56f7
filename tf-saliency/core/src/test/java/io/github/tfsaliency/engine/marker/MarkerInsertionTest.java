package io.github.tfsaliency.engine.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.gradient.Ahead;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.NodeSelector;
import io.github.tfsaliency.gradient.Replaces;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.family.TNumber;

/** {@code x -> Relu a -> Relu b -> Neg c}, marked. */
class MarkerInsertionTest {
  private static final List<NodeDef> CHAIN =
      List.of(
          node("x", "Placeholder"),
          node("a", "Relu", "x"),
          node("b", "Relu", "a"),
          node("c", "Neg", "b"));

  private record Instead(String id) implements Replaces {
    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      return node.upstreamGradient();
    }
  }

  private record InFront(String id) implements Ahead {
    @Override
    public <T extends TNumber> Operand<T> ahead(MarkedNode<T> node) {
      return node.upstreamGradient();
    }
  }

  private static NodeDef node(String name, String op, String... inputs) {
    AttrValue type = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr(op.equals("Placeholder") ? "dtype" : "T", type)
        .build();
  }

  private static GradientOverride on(String op, GradientRule rule) {
    return GradientOverride.required(NodeSelector.ops(op), rule);
  }

  private static MarkerInsertion insert(List<NodeDef> nodes, List<GradientOverride> overrides) {
    return MarkerInsertion.insert(nodes, MarkerSites.ofNodes(nodes, overrides));
  }

  private static NodeDef find(MarkerInsertion marked, String name) {
    ImmutableMap<String, NodeDef> byName = Maps.uniqueIndex(marked.nodes(), NodeDef::getName);
    assertThat(byName).containsKey(name);
    return byName.getOrDefault(name, NodeDef.getDefaultInstance());
  }

  @Test
  void withoutOverridesNothingChanges() {
    MarkerInsertion marked = insert(CHAIN, List.of());

    assertThat(marked.nodes()).isEqualTo(CHAIN);
    assertThat(marked.markers()).isEmpty();
  }

  @Test
  void consumersReadTheMarker() {
    MarkerInsertion marked = insert(CHAIN, List.of(on("Relu", new Instead("rule"))));

    assertThat(find(marked, "a").getInputList()).containsExactly("x");
    assertThat(find(marked, "b").getInputList()).containsExactly("saliency/rule/a");
    assertThat(find(marked, "c").getInputList()).containsExactly("saliency/rule/b");
  }

  @Test
  void theMarkerReadsTheStoppedOutputAndTheRedirectedInput() {
    MarkerInsertion marked = insert(CHAIN, List.of(on("Relu", new Instead("rule"))));

    NodeDef marker = find(marked, "saliency/rule/b");
    assertThat(marker.getOp()).isEqualTo("IdentityN");
    assertThat(marker.getInputList()).containsExactly("saliency/rule/b/stop", "saliency/rule/a");
    NodeDef stop = find(marked, "saliency/rule/b/stop");
    assertThat(stop.getOp()).isEqualTo("StopGradient");
    assertThat(stop.getInputList()).containsExactly("b");
  }

  @Test
  void theMarkerCarriesTheIdOfItsRule() {
    MarkerInsertion marked = insert(CHAIN, List.of(on("Neg", new Instead("my-rule"))));

    assertThat(
            find(marked, "saliency/my-rule/c")
                .getAttrOrThrow("_gradient_op_type")
                .getS()
                .toStringUtf8())
        .isEqualTo("my-rule");
  }

  @Test
  void aheadOfTheDerivativeTheMarkerReadsTheOutputAlone() {
    MarkerInsertion marked = insert(CHAIN, List.of(on("Relu", new InFront("rule"))));

    assertThat(find(marked, "saliency/rule/b").getInputList()).containsExactly("b");
    assertThat(find(marked, "c").getInputList()).containsExactly("saliency/rule/b");
    assertThat(marked.nodes()).noneMatch(node -> node.getOp().equals("StopGradient"));
  }

  @Test
  void theMarkedOutputIsTheMarker() {
    MarkerInsertion marked = insert(CHAIN, List.of(on("Neg", new Instead("rule"))));

    assertThat(marked.marked(new TensorRef("c", 0))).isEqualTo(new TensorRef("saliency/rule/c", 0));
    assertThat(marked.marked(new TensorRef("b", 0))).isEqualTo(new TensorRef("b", 0));
  }

  @Test
  void theFirstOverrideThatMatchesApplies() {
    MarkerInsertion marked =
        insert(
            CHAIN,
            List.of(
                on("Relu", new Instead("first")),
                GradientOverride.whereFound(
                    NodeSelector.ops("Relu", "Neg"), new Instead("second"))));

    assertThat(marked.markers())
        .containsOnlyKeys("saliency/first/a", "saliency/first/b", "saliency/second/c");
  }

  @Test
  void attributesNarrowTheChoice() {
    NodeDef same =
        node("same", "Relu", "x").toBuilder()
            .putAttr(
                "padding", AttrValue.newBuilder().setS(ByteString.copyFromUtf8("SAME")).build())
            .build();

    MarkerInsertion marked =
        insert(
            List.of(node("x", "Placeholder"), same, node("valid", "Relu", "x")),
            List.of(
                GradientOverride.required(
                    NodeSelector.ops("Relu").with("padding", "SAME"), new Instead("rule"))));

    assertThat(marked.markers()).containsOnlyKeys("saliency/rule/same");
  }

  @Test
  void otherOutputsOfAMarkedNodeAreReadAsBefore() {
    List<NodeDef> nodes =
        List.of(
            node("x", "Placeholder"),
            node("n", "FusedBatchNormV3", "x", "x", "x", "x", "x"),
            node("value", "Neg", "n"),
            node("mean", "Neg", "n:1"));

    MarkerInsertion marked = insert(nodes, List.of(on("FusedBatchNormV3", new Instead("rule"))));

    assertThat(find(marked, "value").getInputList()).containsExactly("saliency/rule/n");
    assertThat(find(marked, "mean").getInputList()).containsExactly("n:1");
  }

  @Test
  void aRequiredOverrideThatMatchesNothingIsRefused() {
    assertThatThrownBy(() -> insert(CHAIN, List.of(on("Elu", new Instead("rule")))))
        .isInstanceOf(NoMatchingNodeException.class)
        .hasMessage(
            "The rule 'rule' overrides the gradient of [Elu], but there is no such node between"
                + " input and output. The ops there are [Neg, Placeholder, Relu].\n"
                + "Maybe use a method that overrides nothing, such as the gradient.");
  }

  @Test
  void aRequiredOverrideThatAnEarlierOneHidesIsRefused() {
    List<GradientOverride> overrides =
        List.of(on("Relu", new Instead("first")), on("Relu", new Instead("second")));

    assertThatThrownBy(() -> insert(CHAIN, overrides))
        .isInstanceOf(NoMatchingNodeException.class)
        .hasMessageStartingWith("The rule 'second' overrides the gradient of [Relu]");
  }

  @Test
  void anOptionalOverrideMayMatchNothing() {
    MarkerInsertion marked =
        insert(
            CHAIN,
            List.of(GradientOverride.whereFound(NodeSelector.ops("Elu"), new Instead("rule"))));

    assertThat(marked.nodes()).isEqualTo(CHAIN);
  }
}
