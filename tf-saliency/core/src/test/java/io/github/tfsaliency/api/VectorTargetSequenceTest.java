package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Direction;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.SmallGraph;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/** Directions in a layer of sequences of any length. */
class VectorTargetSequenceTest {
  private static final int LENGTH = 5;

  @TempDir Path folder;
  private final FloatNdArray input = Inputs.normal(3, LENGTH, 3);
  private final FloatNdArray channels = NdArrays.vectorOf(1f, -2f);
  private String layer;
  private Model model;

  @BeforeEach
  void load() throws IOException {
    SmallGraph graph = new SmallGraph();
    graph.input("x", -1, 3);
    layer = graph.node("Tanh", graph.node("BatchMatMulV2", "x", graph.weights(3, 2)));
    graph.node("MatMul", graph.mean(layer, false, 1), graph.weights(2, 4));
    graph.save(folder);
    model = Model.load(folder);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private double score(Target target) {
    return Saliency.of(model).method(Gradient.of()).target(target).compute(input).score();
  }

  private FloatNdArray values() {
    try (Model ending = Model.from(folder).output(layer).load()) {
      return ending.predict(input).get(0);
    }
  }

  private static double product(FloatNdArray values, int row) {
    return values.getFloat(row, 0) - 2 * values.getFloat(row, 1);
  }

  @Test
  void theMeanIsOverTheLengthOfTheSample() {
    FloatNdArray values = values();
    double sum = 0;
    for (int row = 0; row < LENGTH; row++) {
      sum += product(values, row);
    }

    assertThat(score(Target.direction(layer, channels))).isCloseTo(sum / LENGTH, within(1e-6));
  }

  @Test
  void aRowIsOnePlaceOfTheSequence() {
    FloatNdArray values = values();

    assertThat(score(Target.direction(layer, channels).withRow(0)))
        .isCloseTo(product(values, 0), within(1e-6));
    assertThat(score(Target.direction(layer, channels).withRow(4)))
        .isCloseTo(product(values, 4), within(1e-6));
  }

  @Test
  void aColumnOrARowBehindTheEndIsRefused() {
    Direction direction = Target.direction(layer, channels);

    assertThatThrownBy(() -> score(direction.withRow(1).withColumn(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The target picks a row and a column, but the positions of the layer")
        .hasMessageEndingWith("Maybe leave out the column.");
    assertThatThrownBy(() -> score(direction.withRow(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Row 5 is outside the layer '" + layer + "' of 5 rows.\nMaybe count from 0.");
  }

  @Test
  void theLayerOfAMapIsKnownWithoutASample() {
    Saliency saliency =
        Saliency.of(model)
            .method(MethodSpecs.parse("grad-cam:layer=" + layer))
            .target(Target.similarity(layer, channels));

    assertThat(saliency.layer()).hasValue(layer);
    assertThat(saliency.compute(input).score()).isBetween(-1.0, 1.0);
  }

  @Test
  void anExportNeedsALayerOfAFixedShape(@TempDir Path exported) {
    Saliency saliency =
        Saliency.of(model).method(Gradient.of()).target(Target.direction(layer, channels));

    assertThatThrownBy(() -> saliency.export(exported))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The target reads values of '" + layer + "'");
  }
}
