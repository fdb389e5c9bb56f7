package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.node;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

/** Sums of a tensor with itself, which TensorFlow would write out term by term. */
class RepeatedSumsTest {
  private static NodeDef sum(String name, String first, String second) {
    return node(name, "AddV2", first, second);
  }

  private static void doubled(int times, String between) {
    RepeatedSums sums = new RepeatedSums();
    sums.check(node("n0", "Placeholder"));
    for (int i = 0; i < times; i++) {
      sums.check(sum("s" + i, "n" + i, "n" + i));
      sums.check(node("n" + (i + 1), between, "s" + i));
    }
  }

  @Test
  void sixteenDoublingsAreBorneAndSeventeenAreNot() {
    assertThatCode(() -> doubled(16, "Identity")).doesNotThrowAnyException();
    assertThatThrownBy(() -> doubled(17, "Identity"))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 's16' (op 'AddV2') adds up more than 65536 times the same tensor, in sums of"
                + " sums.\n"
                + "Maybe multiply by a number where the model adds a tensor to itself.");
  }

  @Test
  void whatStaysBetweenTwoSumsEndsTheCount() {
    assertThatCode(() -> doubled(1000, "Relu")).doesNotThrowAnyException();
  }

  private static void residual(int times, String op) {
    RepeatedSums sums = new RepeatedSums();
    sums.check(node("s0", "Placeholder"));
    for (int i = 0; i < times; i++) {
      sums.check(node("r" + i, op, "s" + i, "other"));
      sums.check(sum("s" + (i + 1), "s" + i, "r" + i));
    }
  }

  @Test
  void sumsWithWhatIsComputedAreNoDoublings() {
    assertThatCode(() -> residual(1000, "MatMul")).doesNotThrowAnyException();
    assertThatCode(() -> residual(1000, "Mul")).doesNotThrowAnyException();
  }

  @Test
  void sumsWithTheSameUnderAnotherNameAreDoublings() {
    assertThatThrownBy(() -> residual(17, "Reshape")).isInstanceOf(UnsupportedModelException.class);
  }

  @Test
  void threeTermsTripleTheCount() {
    RepeatedSums sums = new RepeatedSums();
    for (int i = 0; i < 10; i++) {
      sums.check(node("s" + (i + 1), "AddN", "s" + i, "s" + i, "s" + i));
    }
    assertThatThrownBy(() -> sums.check(node("s11", "AddN", "s10", "s10", "s10")))
        .isInstanceOf(UnsupportedModelException.class);
  }
}
