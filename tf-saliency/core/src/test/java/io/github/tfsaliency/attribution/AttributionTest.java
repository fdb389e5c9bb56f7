package io.github.tfsaliency.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

class AttributionTest {
  private static Attribution map(Shape shape, float... values) {
    int samples = (int) shape.get(0);
    return Attribution.ofBatch(
        NdArrays.wrap(shape, DataBuffers.of(values, false, false)),
        ImmutableLongArray.copyOf(new long[samples]),
        ImmutableDoubleArray.copyOf(new double[samples]),
        "gradient",
        "logits");
  }

  @Test
  void resizingInterpolatesBetweenPixelCentres() {
    Attribution map = map(Shape.of(1, 1, 2, 1), 0, 4).resize(1, 4);

    assertThat(map.shape()).isEqualTo(Shape.of(1, 1, 4, 1));
    assertThat(map.toArray()).containsExactly(0, 1, 3, 4);
  }

  @Test
  void resizingKeepsSamplesAndChannelsApart() {
    Attribution map = map(Shape.of(2, 1, 1, 2), 1, 2, 3, 4).resize(2, 1);

    assertThat(map.toArray()).containsExactly(1, 2, 1, 2, 3, 4, 3, 4);
  }

  @Test
  void resizingToItsOwnSizeChangesNothing() {
    Attribution map = map(Shape.of(1, 2, 2, 1), 1, 2, 3, 4);

    assertThat(map.resize(2, 2).toArray()).isEqualTo(map.toArray());
  }

  @Test
  void resizingOneSampleLeavesItWithoutABatchDimension() {
    assertThat(map(Shape.of(1, 2, 2, 1), 1, 2, 3, 4).sample(0).resize(4, 6).shape())
        .isEqualTo(Shape.of(4, 6, 1));
  }

  @Test
  void aVectorCannotBeResized() {
    Attribution map = map(Shape.of(1, 3), 1, 2, 3);

    assertThatThrownBy(() -> map.resize(2, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A map of shape [3] has no height and width, so it cannot be resized.");
  }

  private static Attribution sure() {
    return map(Shape.of(2, 1, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8)
        .withStandardErrors(
            NdArrays.wrap(
                Shape.of(2, 1, 2, 2),
                DataBuffers.of(new float[] {10, 20, 30, 40, 50, 60, 70, 80}, false, false)),
            ImmutableLongArray.of(16, 32));
  }

  @Test
  void aMapThatNothingIsDrawnForHasNoStandardErrors() {
    Attribution map = map(Shape.of(1, 2), 1, 2);

    assertThat(map.standardErrors()).isEmpty();
    assertThat(map.samplesDrawn()).isEmpty();
  }

  @Test
  void aSampleKeepsItsOwnStandardErrors() {
    Attribution second = sure().sample(1);

    assertThat(second.standardErrors().orElseThrow())
        .isEqualTo(
            NdArrays.wrap(
                Shape.of(1, 2, 2), DataBuffers.of(new float[] {50, 60, 70, 80}, false, false)));
    assertThat(second.samplesDrawn()).hasValue(ImmutableLongArray.of(32));
  }

  @Test
  void standardErrorsMoveWithTheirChannels() {
    Attribution moved = sure().withChannelsFirst();

    assertThat(moved.standardErrors().orElseThrow().getFloat(0, 1, 0, 0)).isEqualTo(20);
    assertThat(moved.withChannelsLast()).isEqualTo(sure());
  }

  @Test
  void aMapOfAnotherSizeHasNoStandardErrors() {
    assertThat(sure().resize(2, 4).standardErrors()).isEmpty();
    assertThat(sure().resize(2, 4).samplesDrawn()).isEmpty();
  }

  @Test
  void equalMapsHaveEqualStandardErrors() {
    assertThat(sure())
        .isEqualTo(sure())
        .isNotEqualTo(map(Shape.of(2, 1, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8));
  }

  @Test
  void standardErrorsOfAnotherShapeAreRefused() {
    assertThatThrownBy(
            () ->
                map(Shape.of(1, 2), 1, 2)
                    .withStandardErrors(
                        NdArrays.ofFloats(Shape.of(2, 1)), ImmutableLongArray.of(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Standard errors of shape [2, 1] do not fit a map of shape [1, 2].");
  }

  @Test
  void labelIsWhatTheTargetIsCalled() {
    Attribution named =
        map(Shape.of(2, 1, 1, 2), 1, 2, 3, 4)
            .withLabels(ImmutableList.of(Optional.of("espresso"), Optional.empty()));

    assertThat(named.labels()).containsExactly(Optional.of("espresso"), Optional.empty());
    assertThat(named.sample(0).label()).contains("espresso");
    assertThat(named.sample(1).label()).isEmpty();
    assertThat(named.withChannelsFirst().labels()).isEqualTo(named.labels());
  }
}
