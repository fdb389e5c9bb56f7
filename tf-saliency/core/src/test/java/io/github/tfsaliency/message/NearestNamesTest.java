package io.github.tfsaliency.message;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a misspelt name may have meant, however many and long the names are. */
class NearestNamesTest {
  @Test
  void namesThatContainTheNameComeFirst() {
    assertThat(NearestNames.of("conv", List.of("cone", "layer/conv_1", "dense")).text())
        .isEqualTo("'layer/conv_1', 'cone', 'dense'");
  }

  @Test
  void ofOtherNamesThoseOfFewestEditsComeFirst() {
    assertThat(NearestNames.of("kitten", List.of("saturday", "sitting", "mitten")).text())
        .isEqualTo("'mitten', 'sitting', 'saturday'");
    assertThat(NearestNames.of("saturday", List.of("sun", "sunday", "sundaes")).text())
        .isEqualTo("'sunday', 'sundaes', 'sun'");
  }

  @Test
  void aLongNameIsCutAndKeptOnOneLine() {
    assertThat(NearestNames.of("x", List.of("a\nb" + "c".repeat(1000))).text())
        .isEqualTo("'a\\nb" + "c".repeat(196) + "...'");
  }

  @Test
  void thousandsOfLongNamesAreNotComparedLetterByLetter() {
    List<String> names =
        IntStream.range(0, 30_000).mapToObj(i -> "n".repeat(100) + i).collect(toList());

    assertThat(NearestNames.of("q".repeat(1_000_000), names).text())
        .startsWith("'" + "n".repeat(100));
  }
}
