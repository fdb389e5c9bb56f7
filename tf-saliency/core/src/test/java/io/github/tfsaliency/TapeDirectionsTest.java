package io.github.tfsaliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.LayerTarget;
import io.github.tfsaliency.attribution.LayerTarget.Over;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;

/** Gradients of directions and similarities are those of TensorFlow's tape, in double precision. */
class TapeDirectionsTest {
  private static final double ROUNDING = 1e-5;

  static Stream<Arguments> targets() {
    return Stream.of("pictures", "tokens")
        .flatMap(
            model ->
                Stream.of("direction", "similarity")
                    .flatMap(
                        kind ->
                            Stream.of("mean", "sum", "place", "whole")
                                .map(reading -> Arguments.of(model, kind, reading))));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("targets")
  void gradientIsThatOfTheTape(String name, String kind, String reading) {
    Cases files = Cases.of("directions");
    String expected = name + "_" + kind + "_" + reading;
    try (Model model = files.named(name).load()) {
      Attribution map =
          Saliency.of(model)
              .method(Gradient.of())
              .target(target(files, name, kind, reading))
              .compute(files.array(name + "_x"));

      assertThat(Maps.of(map.values(), files.array(expected)).largestError()).isLessThan(ROUNDING);
      FloatNdArray scores = files.array(expected + "_scores");
      for (int i = 0; i < 2; i++) {
        double score = scores.getFloat(i);
        assertThat(map.scores().get(i)).isCloseTo(score, within(ROUNDING * (1 + Math.abs(score))));
      }
    }
  }

  private static Target target(Cases files, String name, String kind, String reading) {
    FloatNdArray vector = files.array(name + (reading.equals("whole") ? "_whole" : "_channels"));
    LayerTarget target =
        kind.equals("direction")
            ? Target.direction("layer", vector)
            : Target.similarity("layer", vector);
    return switch (reading) {
      case "sum" -> target.withOver(Over.SUM);
      case "place" -> name.equals("pictures") ? target.withRow(2).withColumn(4) : target.withRow(0);
      default -> target;
    };
  }
}
