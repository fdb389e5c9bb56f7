package io.github.tfsaliency.axis;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.axis.Factor.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** What dimensions count once they are cut and joined. */
class ReshapesTest {
  private static final Factor BATCH = Factor.of(Kind.BATCH, 37);
  private static final Factor ROWS = Factor.place("x", 1, 4);
  private static final Factor COLUMNS = Factor.place("x", 2, 3);

  private static List<Axis> reshaped(List<Axis> axes, long... shape) {
    return Reshapes.reshaped(axes, Shape.of(shape));
  }

  @Test
  void patchesBecomeTokensAndPatchesAgain() {
    List<Axis> grid = List.of(Axis.of(BATCH), Axis.of(ROWS), Axis.of(COLUMNS), Axis.other(8));

    List<Axis> tokens = reshaped(grid, 37, 12, 8);

    assertThat(tokens).containsExactly(Axis.of(BATCH), Axis.of(ROWS, COLUMNS), Axis.other(8));
    assertThat(reshaped(tokens, 37, 4, 3, 8)).isEqualTo(grid);
  }

  @Test
  void pixelsOfAPatchAreNoPlaces() {
    Factor rows = Factor.place("x", 1, 16);

    assertThat(reshaped(List.of(Axis.of(BATCH), Axis.of(rows), Axis.other(3)), 37, 4, 4, 3))
        .containsExactly(
            Axis.of(BATCH), Axis.of(ROWS), Axis.of(ROWS.with(Kind.WITHIN, 4)), Axis.other(3));
  }

  @Test
  void windowsThatAreJoinedAgainAreRows() {
    Factor rows = Factor.place("x", 1, 16);
    List<Axis> whole = List.of(Axis.of(BATCH), Axis.of(rows), Axis.other(3));

    assertThat(reshaped(reshaped(whole, 37, 4, 4, 3), 37, 16, 3)).isEqualTo(whole);
  }

  @Test
  void tokensBehindAClassTokenSurviveAMatrixProduct() {
    Axis tokens = new Axis(ImmutableList.of(ROWS, COLUMNS), 1, false);
    List<Axis> sequence = List.of(Axis.of(BATCH), tokens, Axis.other(8));

    List<Axis> rows = reshaped(sequence, 37 * 13, 8);

    assertThat(rows.get(0).hasBatch()).isTrue();
    assertThat(rows.get(0).isBatch()).isFalse();
    assertThat(reshaped(rows, 37, 13, 8)).isEqualTo(sequence);
  }

  @Test
  void whatCannotBeFollowedCountsSomethingElse() {
    assertThat(reshaped(List.of(Axis.of(BATCH), Axis.of(ROWS), Axis.other(5)), 37, 5, 4))
        .containsExactly(Axis.of(BATCH), Axis.other(5), Axis.other(4));
  }

  @Test
  void timesAndSamplesThatAreTakenTogetherAreNoSamples() {
    Factor times = Factor.place("x", 1, 5);
    List<Axis> film = List.of(Axis.of(BATCH), Axis.of(times), Axis.of(ROWS), Axis.other(2));

    List<Axis> pictures = reshaped(film, 37 * 5, 4, 2);

    assertThat(LayerGrid.of(pictures, input -> 4)).isEmpty();
    assertThat(reshaped(pictures, 37, 5, 4, 2)).isEqualTo(film);
  }

  @Test
  void gridIsInTheOrderOfTheInput() {
    List<Axis> turned = List.of(Axis.of(COLUMNS), Axis.other(8), Axis.of(BATCH), Axis.of(ROWS));

    LayerGrid grid = LayerGrid.of(turned, input -> 4).orElseThrow();

    assertThat(grid.order().asList()).containsExactly(2, 3, 0, 1);
    assertThat(grid.dimensions().asList()).containsExactly(1, 2);
    assertThat(grid.isPlain()).isFalse();
  }

  @Test
  void sharesOfTokensOfTokensAreNoGrid() {
    Axis tokens = Axis.of(ROWS, COLUMNS);

    assertThat(LayerGrid.of(List.of(Axis.of(BATCH), Axis.other(2), tokens, tokens), input -> 4))
        .isEmpty();
  }
}
