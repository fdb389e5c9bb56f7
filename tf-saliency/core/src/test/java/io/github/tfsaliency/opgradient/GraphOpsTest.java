package io.github.tfsaliency.opgradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

class GraphOpsTest {
  private final Locale usual = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(usual);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "th-TH-u-nu-thai", "de-DE", "fa", "ne"})
  void namesThatCollideAreNumberedTheSameEverywhere(String tag) {
    Locale.setDefault(Locale.forLanguageTag(tag));
    List<String> names = new ArrayList<>();

    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.of(graph);
      for (int i = 0; i < 2; i++) {
        names.add(tf.constant(1).op().name());
        names.add(tf.withSubScope("part").constant(1).op().name());
        names.add(tf.withName("own").constant(1).op().name());
      }
    }

    assertThat(names)
        .containsExactly("Const", "part/Const", "own", "Const_1", "part_1/Const", "own_1");
  }
}
