package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Outcome;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ComputationTimeoutException;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.support.Inputs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** A computation ends when its time is over, and says what it was doing. */
@Timeout(60)
class TimeoutTest {
  private static final Duration NONE = Duration.ofNanos(1);
  private static final String CURE =
      "\nMaybe allow more time, or compute less: fewer samples, steps or passes, or a smaller"
          + " model.";

  private final FloatNdArray input = Inputs.normal(1, 1, 12);
  private Model model;

  @TempDir Path folder;

  @BeforeEach
  void load() {
    model = Model.load(Path.of("src/test/resources/models/mlp"));
  }

  @AfterEach
  void close() {
    model.close();
  }

  private Saliency gradient() {
    return Saliency.of(model).method(Gradient.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aTimeoutThatIsNotPositiveIsRefused(long nanos) {
    assertThatThrownBy(() -> gradient().timeout(Duration.ofNanos(nanos)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The timeout (%s) must be positive.", Duration.ofNanos(nanos));
  }

  @Test
  void theFirstComputationBuildsItsGraphWhenTheTimeIsOver() {
    // Of several samples the size of a chunk is asked for, by a graph of its own.
    assertThatThrownBy(() -> gradient().timeout(NONE).compute(Inputs.normal(1, 2, 12)))
        .isInstanceOf(ComputationTimeoutException.class)
        .hasMessage(
            "The timeout of 0.000000001 s was over while 'gradient' was building its graph."
                + CURE);
  }

  @Test
  void aLaterComputationIsAheadOfItsFirstPass() {
    var unused = gradient().compute(input);

    assertThatThrownBy(() -> gradient().timeout(NONE).compute(input))
        .isInstanceOf(ComputationTimeoutException.class)
        .hasMessage(
            "The timeout of 0.000000001 s was over while 'gradient' was computing pass 1 of 1."
                + CURE);
  }

  @Test
  void manyPassesEndOnTheWay() {
    Saliency many =
        Saliency.of(model).method(SmoothGrad.of(Gradient.of()).withSamples(1_000_000)).memory(1);
    var unused =
        Saliency.of(model).method(SmoothGrad.of(Gradient.of()).withSamples(1)).compute(input);

    assertThatThrownBy(() -> many.timeout(Duration.ofMillis(100)).compute(input))
        .isInstanceOf(ComputationTimeoutException.class)
        .hasMessageMatching(
            "(?s)The timeout of 0\\.1 s was over while 'smooth-grad:.*samples=1000000.*' was"
                + " computing pass \\d+ of 1000001\\..*");
  }

  @Test
  void thePointsOfALongPathArePlacedNoLonger() {
    // Without the timeout they take minutes.
    Saliency longPath =
        Saliency.of(model)
            .method(IntegratedGradients.of().withSteps(100_000))
            .timeout(Duration.ofMillis(100));
    String message =
        "The timeout of 0.1 s was over while"
            + " 'integrated-gradients:steps=100000' was"
            + " placing its points."
            + CURE;

    assertThatThrownBy(() -> longPath.compute(input))
        .isInstanceOf(ComputationTimeoutException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> longPath.export(folder.resolve("explained")))
        .isInstanceOf(ComputationTimeoutException.class)
        .hasMessage(message);
  }

  @Test
  void aGenerousTimeoutChangesNoBit() {
    Saliency rectified = Saliency.of(model).method(RectifiedGradient.percentile(80));
    Attribution alone = rectified.compute(input);

    assertThat(rectified.timeout(Duration.ofDays(1)).compute(input))
        .extracting(Attribution::values)
        .isEqualTo(alone.values());
    assertThat(rectified.timeout(Duration.ofSeconds(Long.MAX_VALUE)).compute(input))
        .extracting(Attribution::values)
        .isEqualTo(alone.values());
  }

  @Test
  void theModelStaysUsable() {
    Attribution before = gradient().compute(input);
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> gradient().timeout(NONE).compute(input))
          .isInstanceOf(ComputationTimeoutException.class);
    }

    assertThat(gradient().compute(input).values()).isEqualTo(before.values());
  }

  @Test
  void aMetricsQuestionsHaveTheTimeoutToo() {
    var unused = Saliency.of(model).scoresOf(input);

    assertThatThrownBy(() -> Saliency.of(model).timeout(NONE).scoresOf(input))
        .isInstanceOf(ComputationTimeoutException.class)
        .hasMessage(
            "The timeout of 0.000000001 s was over while 'the score' was computing pass 1 of 1."
                + CURE);
  }

  @Test
  void oneOfManyInputsIsReportedInItsPlace() {
    List<Outcome<FloatNdArray>> outcomes =
        gradient().timeout(NONE).computeAll(List.of(input.get(0)), sample -> sample).toList();

    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0).failure()).get().isInstanceOf(ComputationTimeoutException.class);
  }

  @Test
  void anExportThatTakesTooLongLeavesNothing() {
    Path target = folder.resolve("explained");

    assertThatThrownBy(() -> gradient().timeout(NONE).export(target))
        .isInstanceOf(ComputationTimeoutException.class);
    assertThat(Files.exists(target)).isFalse();
    assertThat(folder).isEmptyDirectory();
  }
}
