package io.github.tfsaliency.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Lists of a row become arrays. */
class NumberArraysTest {
  private static final Shape INPUT = Shape.of(-1, 2, 3);

  @Test
  void nestedListsHaveTheShapeOfTheirNesting() {
    FloatNdArray array = NumberArrays.of(List.of(List.of(1f, 2f, 3f), List.of(4f, 5f, 6f)), INPUT);

    assertThat(array.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(array.getFloat(1, 0)).isEqualTo(4);
  }

  @Test
  void oneListHasTheShapeOfTheModelsInput() {
    FloatNdArray array = NumberArrays.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), INPUT);

    assertThat(array.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(array.getFloat(1, 0)).isEqualTo(4);
  }

  @Test
  void aListForARowOfNumbersStaysOne() {
    assertThat(NumberArrays.of(List.of(1, 2, 3), Shape.of(-1, -1)).shape()).isEqualTo(Shape.of(3));
  }

  @Test
  void anotherCountOfNumbersIsAnErrorThatNamesBoth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumberArrays.of(List.of(1f, 2f), INPUT))
        .withMessageContaining("2 numbers")
        .withMessageContaining("[2, 3]");
  }

  @Test
  void listsOfOtherLengthsAreAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumberArrays.of(List.of(List.of(1f, 2f), List.of(3f)), INPUT))
        .withMessageContaining("not an array");
  }

  @Test
  void aNumberBesideAListIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumberArrays.of(List.of(List.of(1f, 2f), 3f), INPUT))
        .withMessageContaining("not an array");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumberArrays.of(List.of(3f, List.of(1f, 2f)), INPUT))
        .withMessageContaining("not an array");
  }

  @Test
  void aMissingValueIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumberArrays.of(Arrays.asList(1f, null), INPUT))
        .withMessageContaining("null");
  }
}
