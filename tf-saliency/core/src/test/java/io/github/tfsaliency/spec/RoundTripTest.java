package io.github.tfsaliency.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.explain.AttributionMethod;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed is read as it was, for random options of every row. */
class RoundTripTest {
  private static final int DRAWS = 300;
  private static final long SEED = Long.getLong("spec.seed", 20261128);

  static Stream<String> names() {
    return MethodSpecs.rows().stream().map(SpecRow::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aPrintedMethodIsReadAsAnEqualOne(String name) {
    RandomMethods methods = new RandomMethods(SEED);
    for (int i = 0; i < DRAWS; i++) {
      AttributionMethod method = methods.of(name);

      String text = MethodSpecs.print(method);

      assertThat(text).startsWith(name);
      assertThat(MethodSpecs.parse(text)).as("%s, seed %s", text, SEED).isEqualTo(method);
      assertThat(MethodSpecs.print(MethodSpecs.parse(text))).isEqualTo(text);
    }
  }

  /** The description may be long, but it is a text of the same method. */
  @ParameterizedTest
  @MethodSource("names")
  void aDescriptionIsReadAsAnEqualMethod(String name) {
    RandomMethods methods = new RandomMethods(SEED + 1);
    for (int i = 0; i < DRAWS; i++) {
      AttributionMethod method = methods.of(name);

      String text = MethodSpecs.describe(method).toString();

      assertThat(MethodSpecs.parse(text)).as("%s, seed %s", text, SEED + 1).isEqualTo(method);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theSampleOfARowIsPrintedAsItIs(String name) {
    String sample =
        MethodSpecs.rows().stream()
            .filter(row -> row.name().equals(name))
            .findFirst()
            .orElseThrow()
            .sample();

    if (!sample.equals("lrp") && !sample.equals("expected-gradients")) {
      assertThat(MethodSpecs.print(MethodSpecs.parse(sample))).isEqualTo(sample);
    }
  }

  @Test
  void drawsMethodsThatDiffer() {
    RandomMethods methods = new RandomMethods(SEED);

    assertThat(names().filter(name -> !methods.of(name).equals(methods.of(name))).count())
        .isGreaterThan(15);
  }
}
