package io.github.tfsaliency.op;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.opgradient.LinearOp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.proto.NodeDef;

class OpTableTest {
  @Test
  void anOpHasOneRow() {
    List<String> ops =
        OpListFile.lines(OpTable.class, "ops.txt").stream()
            .map(row -> Iterables.get(Splitter.on(' ').split(row), 0))
            .toList();

    assertThat(ops).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void aTraitHasOpsAndTensorFlowKnowsThem(OpTrait trait) {
    assertThat(OpTable.with(trait)).isNotEmpty().allMatch(NodeOutputs::isKnown);
  }

  @Test
  void anOpIsLinearIfTheLibraryKnowsItsTranspose() {
    // An Einsum has a transpose only for some equations.
    assertThat(OpTable.with(OpTrait.LINEAR))
        .filteredOn(op -> !op.equals("Einsum"))
        .allMatch(op -> !LinearOp.roles(NodeDef.newBuilder().setOp(op).build()).isEmpty());
  }

  @Test
  void anOpOutsideTheTableHasNoTrait() {
    assertThat(OpTable.is("WriteFile", OpTrait.MOVER)).isFalse();
  }
}
