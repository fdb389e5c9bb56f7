package io.github.tfsaliency.examples.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.StdArrays;

class LogitsTest {
  private static final FloatNdArray LOGITS = StdArrays.ndCopyOf(new float[] {3, -2, 5, 4.5f});

  @Test
  void theLargestTheSecondAndTheSmallestAreFound() {
    assertThat(Logits.top(LOGITS)).isEqualTo(2);
    assertThat(Logits.second(LOGITS)).isEqualTo(3);
    assertThat(Logits.last(LOGITS)).isEqualTo(1);
  }

  @Test
  void theLeadIsAgainstTheLargestOtherOne() {
    assertThat(Logits.lead(LOGITS, 2)).isEqualTo(0.5);
    assertThat(Logits.lead(LOGITS, 0)).isEqualTo(-2);
  }
}
