package io.github.tfsaliency.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorMapTest {
  @ParameterizedTest
  @CsvSource({"0, 0x0000ff", "0.25, 0x8080ff", "0.5, 0xffffff", "0.75, 0xff8080", "1, 0xff0000"})
  void divergesFromWhite(double position, int colour) {
    assertThat(ColorMap.BLUE_WHITE_RED.rgb(position)).isEqualTo(colour);
  }

  /** matplotlib 3's viridis at the entries 0, 51, 102, 153, 204 and 255. */
  @ParameterizedTest
  @CsvSource({
    "0.0, 0x440154",
    "0.2, 0x414487",
    "0.4, 0x2a788e",
    "0.6, 0x22a884",
    "0.8, 0x7ad151",
    "1.0, 0xfde725"
  })
  void agreesWithMatplotlib(double position, int colour) {
    assertThat(ColorMap.VIRIDIS.rgb(position)).isEqualTo(colour);
  }

  @ParameterizedTest
  @CsvSource({"-0.01", "1.01", "NaN"})
  void rejectsPositionsOutside(double position) {
    assertThatThrownBy(() -> ColorMap.VIRIDIS.rgb(position))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The position in a colour map (%s) must be from 0 to 1.", position);
  }
}
