package io.github.tfsaliency.cli.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Maps of two devices are compared, one of which is made up. */
class ModelCheckTest {
  private static final int VALUES = 1000;

  /** A device whose every map is made of the number of times that it was asked. */
  private static final class MadeUp implements Side {
    private final IntFunction<float[]> maps;
    private int asked;
    private boolean tensorFloat32;

    MadeUp(IntFunction<float[]> maps) {
      this.maps = maps;
    }

    @Override
    public float[] map(Probe probe) {
      float[] map = maps.apply(asked++).clone();
      if (tensorFloat32) {
        map[0] += 0.125f;
      }
      return map;
    }

    @Override
    public double forwardSeconds(int batch) {
      return 0.5;
    }

    @Override
    public double mapSeconds(String method, int batch) {
      if (method.equals("full-grad")) {
        throw new SaliencyException("The model has no biases.");
      }
      return 2;
    }

    @Override
    public void allowTensorFloat32(boolean isAllowed) {
      tensorFloat32 = isAllowed;
    }

    @Override
    public ImmutableList<String> devices() {
      return ImmutableList.of("CPU:0", "GPU:0 (1024 MiB)");
    }

    @Override
    public ImmutableList<Probe> probes() {
      return ImmutableList.of(new Probe("gradient", Probe.Input.RANDOM));
    }

    @Override
    public void close() {}
  }

  private static float[] ones() {
    float[] ones = new float[VALUES];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static float[] with(int count, float value) {
    float[] map = ones();
    Arrays.fill(map, 0, count, value);
    return map;
  }

  private static float[] refuse() {
    throw new SaliencyException("The model has no such layer.\nMaybe another one.");
  }

  private static ModelCheck check(IntFunction<float[]> processor, IntFunction<float[]> gpu) {
    return new ModelCheck(
        new MadeUp(processor), new MadeUp(gpu), ImmutableList.of(1, 8), what -> {});
  }

  private static CheckedMap compared(IntFunction<float[]> processor, IntFunction<float[]> gpu) {
    return check(processor, gpu).maps().get(0);
  }

  private static GpuReport report(ModelCheck check) {
    return new GpuReport(
        ImmutableList.of("A card, 1.0, 9.0, 1024 MiB, 3 MiB"),
        ImmutableList.of(
            new GpuReport.OfModel(
                "some/model", ImmutableList.of("GPU:0"), check.maps(), check.costs())));
  }

  @Test
  void theSameBitsAreTheSame() {
    CheckedMap map = compared(asked -> ones(), asked -> ones());

    assertThat(map.verdict()).isEqualTo(Verdict.SAME);
    assertThat(map.exact()).contains(new Agreement(0, 0, true));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1.0009, AGREES",
    "1000, 1.0011, DIFFERS",
    "10, 3, FEW_DIFFER",
    "11, 3, DIFFERS"
  })
  void theLargestDifferenceOrTheNumberOfThemDecides(int count, float value, Verdict verdict) {
    assertThat(compared(asked -> ones(), asked -> with(count, value)).verdict()).isEqualTo(verdict);
  }

  @Test
  void aMapThatIsAnotherTheNextTimeDoesNotRepeat() {
    CheckedMap map =
        compared(asked -> ones(), asked -> asked == 1 ? with(500, 2) : with(1, 1.0001f));

    assertThat(map.verdict()).isEqualTo(Verdict.DOES_NOT_REPEAT);
  }

  @Test
  void whatIsPossibleNowhereIsNoFault() {
    CheckedMap map = compared(asked -> refuse(), asked -> refuse());

    assertThat(map.verdict()).isEqualTo(Verdict.NOT_POSSIBLE);
    assertThat(map.reason()).isEqualTo("The model has no such layer.");
  }

  @Test
  void whatOneDeviceAloneComputesFails() {
    assertThat(compared(asked -> ones(), asked -> refuse()).verdict()).isEqualTo(Verdict.FAILS);
    assertThat(compared(asked -> refuse(), asked -> ones()).verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void mapsWithTensorFloat32AreShownAndDecideNothing() {
    CheckedMap map = compared(asked -> ones(), asked -> ones());

    assertThat(map.tensorFloat32().orElseThrow().deviation()).isEqualTo(0.125);
    assertThat(map.verdict()).isEqualTo(Verdict.SAME);
  }

  @Test
  void doubledMapsDoNotAgree() {
    GpuReport same = report(check(asked -> ones(), asked -> ones()));
    GpuReport doubled = report(check(asked -> ones(), asked -> with(VALUES, 2)));

    assertThat(same.isFine()).isTrue();
    assertThat(doubled.isFine()).isFalse();
    assertThat(doubled.toJson().get("agrees").getAsBoolean()).isFalse();
  }

  @Test
  void costsAreInForwardPassesOfAsManySamples() {
    List<Cost> costs = check(asked -> ones(), asked -> ones()).costs();

    assertThat(costs).contains(new Cost("gradient", false, 8, 2, 4));
    assertThat(costs).contains(new Cost("", true, 1, 0.5, 1));
    assertThat(costs).noneMatch(cost -> cost.method().equals("full-grad"));
  }

  @Test
  void theTableHasARowForEachMapAndCost() {
    StringWriter text = new StringWriter();
    report(check(asked -> ones(), asked -> with(1, 1.5f))).print(new PrintWriter(text, true));

    assertThat(text.toString())
        .contains("A card, 1.0, 9.0, 1024 MiB, 3 MiB\n")
        .contains("\nModel some/model on GPU:0\n")
        .contains("  gradient  random  few differ  5.0e-01  0.10 %      bit for bit  6.3e-01\n")
        .containsPattern("\n  forward pass, TF32 +8 +500.00 +1.00 +16.0\n")
        .endsWith("1 maps, 0 of them not possible, 0 do not agree.\n");
  }

  @Test
  void jsonHasAllNumbers() {
    JsonObject json = report(check(asked -> ones(), asked -> with(1, 1.5f))).toJson();

    JsonObject model = json.get("models").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(model.get("maps").getAsJsonArray().get(0).toString())
        .isEqualTo(
            "{\"method\":\"gradient\",\"input\":\"random\",\"verdict\":\"few differ\","
                + "\"deviation\":0.5,\"share\":0.001,\"repeated\":0.0,\"sameBits\":true,"
                + "\"tf32\":0.625,\"reason\":\"\"}");
    assertThat(model.get("costs").getAsJsonArray().get(0).toString())
        .isEqualTo(
            "{\"method\":\"forward\",\"tf32\":false,\"batch\":1,\"seconds\":0.5,"
                + "\"forwards\":1.0,\"imagesPerSecond\":2.0}");
  }

  @Test
  void whatTheDriverSaysIsALineForEachGpu() {
    assertThat(DriverQuery.lines(ImmutableList.of("printf", " A, 1\n\nB, 2\n")))
        .containsExactly("A, 1", "B, 2");
    assertThat(DriverQuery.lines(ImmutableList.of("false"))).isEmpty();
    assertThat(DriverQuery.lines(ImmutableList.of("no-such-command-here"))).isEmpty();
  }
}
