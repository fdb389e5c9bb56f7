package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.LayerTarget;
import io.github.tfsaliency.attribution.LayerTarget.Over;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Maps;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** Gradients of directions and similarities are those of TensorFlow's tape, in double precision. */
class TapeDirectionsTest {
  private static final double ROUNDING = 1e-5;

  /** Of eleven digits. */
  private static final double OF_HALVES = 5e-3;

  static Stream<Arguments> targets() {
    return Stream.of("pictures", "tokens", "half")
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
    double tolerance = name.equals("half") ? OF_HALVES : ROUNDING;
    try (Model model = files.named(name).load()) {
      Attribution map =
          Saliency.of(model)
              .method(Gradient.of())
              .target(target(files, name, kind, reading))
              .compute(files.array(name + "_x"));

      assertThat(Maps.of(map.values(), files.array(expected)).largestError()).isLessThan(tolerance);
      FloatNdArray scores = files.array(expected + "_scores");
      for (int i = 0; i < 2; i++) {
        double score = scores.getFloat(i);
        assertThat(map.scores().get(i)).isCloseTo(score, within(tolerance * (1 + Math.abs(score))));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"direction", "similarity"})
  void gradientsOfSeveralInputsAreThoseOfTheTape(String kind) {
    Cases files = Cases.of("directions");
    try (Model model = files.named("pair").load()) {
      ImmutableMap<String, Attribution> maps =
          Saliency.of(model)
              .method(Gradient.of())
              .target(target(files, "pair", kind, "mean"))
              .compute(ImmutableMap.of("x", files.array("pair_x"), "v", files.array("pair_v")));

      assertThat(maps).containsOnlyKeys("x", "v");
      maps.forEach(
          (input, map) -> {
            FloatNdArray expected = files.array("pair_" + kind + "_" + input);
            assertThat(Maps.of(map.values(), expected).largestError())
                .as(input)
                .isLessThan(ROUNDING);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pictures", "tokens", "half"})
  void valuesOfAnotherPictureAreAVector(String name) {
    Cases files = Cases.of("directions");
    FloatNdArray x = files.array(name + "_x");
    try (Model model = files.named(name).load()) {
      FloatNdArray values = model.activations("layer", x);
      Attribution map =
          Saliency.of(model)
              .method(Gradient.of())
              .target(Target.similarity("layer", values.get(0)))
              .compute(x);

      assertThat(map.scores().get(0)).isCloseTo(1, within(1e-6));
      assertThat(map.scores().get(1)).isCloseTo(cosine(values.get(0), values.get(1)), within(1e-6));
    }
  }

  private static double cosine(FloatNdArray first, FloatNdArray second) {
    float[] a = Maps.array(first);
    float[] b = Maps.array(second);
    double product = 0;
    double ofA = 0;
    double ofB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      ofA += (double) a[i] * a[i];
      ofB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(ofA * ofB);
  }

  private static Target target(Cases files, String name, String kind, String reading) {
    FloatNdArray vector = files.array(name + (reading.equals("whole") ? "_whole" : "_channels"));
    LayerTarget target =
        kind.equals("direction")
            ? Target.direction("layer", vector)
            : Target.similarity("layer", vector);
    return switch (reading) {
      case "sum" -> target.withOver(Over.SUM);
      case "place" -> !name.equals("tokens") ? target.withRow(2).withColumn(4) : target.withRow(0);
      default -> target;
    };
  }
}
