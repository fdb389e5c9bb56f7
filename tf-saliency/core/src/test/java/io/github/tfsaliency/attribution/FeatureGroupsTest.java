package io.github.tfsaliency.attribution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.testing.SerializableTester;
import io.github.tfsaliency.segment.Segments;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

class FeatureGroupsTest {
  private static final List<String> COLUMNS =
      List.of("age", "colour=red", "colour=blue", "height", "weight");

  @Test
  void columnsThatNoGroupNamesAreGroupsOfTheirOwn() {
    FeatureGroups groups =
        FeatureGroups.ofColumns(COLUMNS, Map.of("body", List.of("weight", "height")));

    assertThat(groups.names()).containsExactly("body", "age", "colour");
    assertThat(groups.labels("x", Shape.of(5))).containsExactly(1, 2, 2, 0, 0);
  }

  @Test
  void oneHotColumnsAreNamedTogether() {
    FeatureGroups groups =
        FeatureGroups.ofColumns(COLUMNS, Map.of("looks", List.of("colour", "height")));

    assertThat(groups.labels("x", Shape.of(5))).containsExactly(1, 0, 0, 0, 2);
  }

  @Test
  void aStarIsAllThatNoGroupNames() {
    FeatureGroups groups =
        FeatureGroups.ofColumns(
            COLUMNS, ImmutableMap.of("rest", List.of("*"), "body", List.of("weight")));

    assertThat(groups.labels("x", Shape.of(5))).containsExactly(0, 0, 0, 0, 1);
  }

  @Test
  void numbersCountPlacesWithAllTheirChannels() {
    FeatureGroups groups =
        FeatureGroups.of(
            List.of(GroupedInput.of("x", Shape.of(3, 2))), Map.of("ends", List.of("0", "2")));

    assertThat(groups.labels("x", Shape.of(3, 2))).containsExactly(0, 0, 1, 1, 0, 0);
    assertThat(groups.labels("x", Shape.of(3, 1))).containsExactly(0, 1, 0);
    assertThat(groups.labels("x", Shape.of(3))).containsExactly(0, 1, 0);
  }

  @Test
  void columnsOfASeriesAreItsChannels() {
    GroupedInput series =
        new GroupedInput("x", Shape.of(2, 3), ImmutableList.of("left", "right", "up"));
    FeatureGroups groups =
        FeatureGroups.of(List.of(series), Map.of("sides", List.of("left", "right")));

    assertThat(groups.names()).containsExactly("sides", "up");
    assertThat(groups.labels("x", Shape.of(2, 3))).containsExactly(0, 0, 1, 0, 0, 1);
    assertThatThrownBy(() -> groups.labels("x", Shape.of(2, 1)))
        .hasMessageStartingWith("The groups separate the channels of a position");
  }

  @Test
  void sumsAreOfEachSample() {
    FeatureGroups groups =
        FeatureGroups.ofColumns(List.of("a", "b", "c"), Map.of("d", List.of("a", "c")));
    Attribution map =
        Attribution.ofBatch(
            StdArrays.ndCopyOf(new float[][] {{1, 2, 4}, {8, 16, -32}}),
            ImmutableLongArray.of(0, 0),
            ImmutableDoubleArray.of(0, 0),
            "any",
            "");

    assertThat(map.sums(groups))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("d", ImmutableDoubleArray.of(5, -24), "b", ImmutableDoubleArray.of(2, 16)));
  }

  @Test
  void aMaskOfPlacesCountsForAllChannels() {
    FeatureGroups groups =
        FeatureGroups.ofMask(mask(Shape.of(2, 2), 0, 1, 1, 0), List.of("a", "b"));
    Attribution map =
        Attribution.of(
            StdArrays.ndCopyOf(new float[][][] {{{1, 2}, {4, 8}}, {{16, 32}, {64, 128}}}));

    assertThat(requireNonNull(map.sums(groups).get("a")).get(0)).isEqualTo(1 + 2 + 64 + 128);
    assertThat(map.withChannelsFirst().sums(groups)).isEqualTo(map.sums(groups));
  }

  @Test
  void segmentsAreGroups() {
    FeatureGroups groups = Segments.of(new int[][] {{4, 4, -1}, {7, 4, 7}}).groups();

    assertThat(groups.names()).containsExactly("segment 0", "segment 1", "rest");
    assertThat(groups.labels("x", Shape.of(2, 3, 1))).containsExactly(0, 0, 2, 1, 0, 1);
  }

  @Test
  void groupsAreWrittenAndReadByJava() {
    FeatureGroups groups = FeatureGroups.ofColumns(COLUMNS, Map.of("body", List.of("weight")));

    assertThat(SerializableTester.reserializeAndAssert(groups).names()).isEqualTo(groups.names());
  }

  @Test
  void aColumnNobodyKnowsIsRefusedByName() {
    assertThatThrownBy(() -> FeatureGroups.ofColumns(COLUMNS, Map.of("body", List.of("wieght"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The group 'body' names 'wieght', which is neither a column nor an input.")
        .hasMessageContaining("'weight'");
  }

  @Test
  void aColumnOfTwoGroupsIsRefusedWithBoth() {
    assertThatThrownBy(
            () ->
                FeatureGroups.ofColumns(
                    COLUMNS,
                    ImmutableMap.of("body", List.of("age"), "time", List.of("height", "age"))))
        .hasMessageStartingWith("The feature 'age' is in the group 'body' and in 'time'.");
  }

  @Test
  void aGroupOfNothingIsRefusedByName() {
    assertThatThrownBy(() -> FeatureGroups.ofColumns(COLUMNS, Map.of("body", List.of())))
        .hasMessageStartingWith("The group 'body' names no feature.");
  }

  @Test
  void aGroupIsNotCalledAsAFeatureOutsideOfIt() {
    assertThatThrownBy(() -> FeatureGroups.ofColumns(COLUMNS, Map.of("age", List.of("weight"))))
        .hasMessageStartingWith("The group 'age' has the name of a feature that is in no group.");
  }

  @Test
  void aFeatureBehindTheLastIsRefused() {
    assertThatThrownBy(
            () ->
                FeatureGroups.of(
                    List.of(GroupedInput.of("x", Shape.of(4))), Map.of("g", List.of("4"))))
        .hasMessage(
            "The group 'g' has the feature 4, but the input 'x' (shape [4]) has 4, numbered from"
                + " 0.");
  }

  @Test
  void manyPixelsInNoGroupAreRefused() {
    assertThatThrownBy(
            () ->
                FeatureGroups.of(
                    List.of(GroupedInput.of("x", Shape.of(224, 224, 3))),
                    Map.of("corner", List.of("0"))))
        .hasMessage(
            "More than 10000 features are in no group, and each would become a group.\n"
                + "Maybe add a group of the rest: \"rest\": [\"*\"].");
  }

  @Test
  void aMaskOfAnotherShapeIsRefusedWithBoth() {
    FeatureGroups groups =
        FeatureGroups.ofMask(mask(Shape.of(2, 2), 0, 1, 1, 0), List.of("a", "b"));

    assertThatThrownBy(() -> groups.labels("x", Shape.of(3, 2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Groups of a mask of shape [2, 2] do not fit values of shape [3, 2, 1].");
  }

  @Test
  void aNumberWithoutANameAndANameWithoutANumberAreRefused() {
    assertThatThrownBy(() -> FeatureGroups.ofMask(mask(Shape.of(2), 1, 2), List.of("a", "b")))
        .hasMessageStartingWith(
            "The mask has the number 2 at 1, but groups are numbered from 0 to 1");
    assertThatThrownBy(() -> FeatureGroups.ofMask(mask(Shape.of(2), 1, 1), List.of("a", "b")))
        .hasMessageStartingWith("The group 'a' (0 of the mask) has no feature.");
  }

  @Test
  void groupsOfSeveralInputsAreNotThoseOfOneMap() {
    FeatureGroups groups =
        FeatureGroups.of(
            List.of(GroupedInput.of("a", Shape.of(2)), GroupedInput.of("b", Shape.of(1))),
            Map.of("all", List.of("a", "b")));

    assertThatThrownBy(() -> Attribution.of(StdArrays.ndCopyOf(new float[] {1, 2})).sums(groups))
        .hasMessageStartingWith("The groups have features of the inputs [a, b]");
  }

  private static IntNdArray mask(Shape shape, int... numbers) {
    return NdArrays.wrap(shape, DataBuffers.of(numbers, false, false));
  }
}
