package io.github.tfsaliency;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.engine.TensorFloat32;
import io.github.tfsaliency.support.References;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Whether GPUs may multiply float32 as TF32, which each model that is loaded says. */
@EnabledOnOs(OS.LINUX)
class TensorFloat32SwitchTest {
  @AfterEach
  void exactAgain() {
    TensorFloat32.allow(false);
  }

  private static void load(SessionOptions options) {
    Model.from(References.model("mlp")).session(options).load().close();
  }

  @Test
  void theSwitchCanBeReadBack() {
    TensorFloat32.allow(true);
    assertThat(TensorFloat32.isAllowed()).isEqualTo(Optional.of(true));

    TensorFloat32.allow(false);
    assertThat(TensorFloat32.isAllowed()).isEqualTo(Optional.of(false));
  }

  @Test
  void aModelMultipliesExactlyWhereNothingWasChosen() {
    TensorFloat32.allow(true);

    load(SessionOptions.of());

    assertThat(TensorFloat32.isAllowed()).isEqualTo(Optional.of(false));
  }

  @Test
  void whatWasChosenLaterKeepsTensorFloat32() {
    load(
        SessionOptions.of()
            .withTensorFloat32()
            .withIntraOpThreads(1)
            .withInterOpThreads(1)
            .withGpuMemoryReserved()
            .withGpuMemoryGrowth()
            .withGpuMemoryFraction(0.5)
            .withVisibleGpus());

    assertThat(TensorFloat32.isAllowed()).isEqualTo(Optional.of(true));
  }

  @Test
  void theLastModelDecides() {
    load(SessionOptions.of().withTensorFloat32());
    load(SessionOptions.of());

    assertThat(TensorFloat32.isAllowed()).isEqualTo(Optional.of(false));
  }
}
