package io.github.tfsaliency.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartStyleTest {
  private final Locale usual = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(usual);
  }

  private static String plot() {
    return new LineChart("title", "x", "y")
        .line("line", List.of(0.0, 0.5, 1500.0), List.of(-0.25, 0.125, 1234.5))
        .svg();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "th-TH-u-nu-thai", "de-DE", "fa", "ne"})
  void axesHaveTheNumbersOfTheRootLocale(String tag) {
    Locale.setDefault(Locale.ROOT);
    String expected = plot();

    Locale.setDefault(Locale.forLanguageTag(tag));

    assertThat(plot()).isEqualTo(expected);
  }
}
