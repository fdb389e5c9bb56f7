package io.github.tfsaliency.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Texts that say how rows are explained. */
class SettingsTest {
  @Test
  void aMethodThatDoesNotExistIsRefusedBeforeAnythingRuns() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("gradientt", "top", 0).check())
        .withMessageContaining("gradient");
  }

  @Test
  void filesOfAMethodOrATargetAreReadByTheWorkersAlone() {
    Settings settings =
        settings("integrated-gradients:baseline=none.npy", "direction:file=none.npy,layer=a", 0);

    assertThatCode(settings::check).doesNotThrowAnyException();
  }

  @Test
  void aNegativeMemoryIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("gradient", "top", -1))
        .withMessageContaining("-1");
  }

  @Test
  void anotherFormatIsRefusedWithTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Format.of("gif"))
        .withMessageContaining("'map'")
        .withMessageContaining("'png'");
  }

  private static Settings settings(String method, String target, long memory) {
    return new Settings("model", method, target, Format.MAP, memory);
  }
}
