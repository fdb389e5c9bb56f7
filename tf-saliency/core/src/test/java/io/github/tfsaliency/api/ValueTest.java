package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.testing.EqualsTester;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.HiResCam;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.hiding.Occlusion;
import org.junit.jupiter.api.Test;

class ValueTest {
  @Test
  void valuesOfOneClassAreEqualIfAllTheirOptionsAre() {
    new EqualsTester()
        .addEqualityGroup(Gradient.of(), Gradient.of())
        .addEqualityGroup(InputXGradient.of())
        .addEqualityGroup(GradCam.of(), GradCam.of())
        .addEqualityGroup(HiResCam.of())
        .addEqualityGroup(Occlusion.of(4, 2), Occlusion.of(4, 2).withBaseline(Baseline.constant(0)))
        .addEqualityGroup(Occlusion.of(4, 1))
        .addEqualityGroup(Occlusion.of(4, 2).withBaseline(Baseline.constant(1)))
        .addEqualityGroup(Occlusion.of(4, 2).withSeparateChannels())
        .testEquals();
  }

  @Test
  void aValueIsPrintedWithTheNamesOfItsOptions() {
    assertThat(Occlusion.of(4, 2))
        .hasToString("Occlusion[window=4, stride=2, baseline=0, eachChannel=false]");
  }

  @Test
  void aValueWithoutOptionsIsPrintedAsItsClass() {
    assertThat(Gradient.of()).hasToString("Gradient[]");
  }
}
