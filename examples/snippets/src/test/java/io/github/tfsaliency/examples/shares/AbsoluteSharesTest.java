package io.github.tfsaliency.examples.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AbsoluteSharesTest {
  @AutoClose private static final Model MODEL = Model.load(Path.of("../../savedmodels/garments"));

  private static final Attribution MAP =
      Saliency.of(MODEL)
          .method(Lrp.of(new AbsoluteShares()))
          .compute(Picture.read(Path.of("../garments/planted/09-ankle-boot.png")));

  @Test
  void theMapSumsToTheScore() {
    double sum = 0;
    for (float value : MAP.toArray()) {
      sum += value;
    }

    assertThat(sum).isCloseTo(MAP.score(), within(1e-3 * MAP.score()));
  }

  @Test
  void noPixelSpeaksAgainstTheClass() {
    for (float value : MAP.toArray()) {
      assertThat(value).isNotNegative();
    }
  }

  @Test
  void theNameStandsForTheRule() {
    assertThat(MethodSpecs.parse("lrp:rule=absolute-shares"))
        .isEqualTo(Lrp.of(new AbsoluteShares()));
  }
}
