package io.github.tfsaliency.api;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Outcome;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

/** Maps of many inputs, one after the other. */
class ComputeAllTest {
  @AutoClose private static final Model VGG = Model.load(References.model("vgg"));
  private static final Saliency SALIENCY = Saliency.of(VGG).method(Gradient.of());

  private static FloatNdArray noise(int seed) {
    return Inputs.uniform(seed, 32, 32, 3);
  }

  @Test
  void mapsComeInTheOrderOfTheInputs() {
    List<Outcome<Integer>> outcomes =
        SALIENCY.computeAll(IntStream.range(0, 100).boxed(), ComputeAllTest::noise).toList();

    assertThat(outcomes).extracting(Outcome::source).isSorted().hasSize(100);
    for (int i : new int[] {0, 63, 64, 99}) {
      assertThat(
              Maps.of(outcomes.get(i).orElseThrow().values(), SALIENCY.compute(noise(i)).values())
                  .largestError())
          .isLessThan(1e-5);
    }
  }

  @Test
  void oneBadInputDoesNotCostTheOthers() {
    List<Outcome<Integer>> outcomes =
        SALIENCY
            .computeAll(
                List.of(0, 1, 2, 3),
                i -> {
                  if (i == 1) {
                    throw new SaliencyException("cannot be read");
                  }
                  FloatNdArray sample = noise(i);
                  return i == 2 ? sample.setFloat(Float.NaN, 0, 0, 0) : sample;
                })
            .toList();

    assertThat(outcomes)
        .extracting(outcome -> outcome.map().isPresent())
        .containsExactly(true, false, false, true);
    assertThat(outcomes.get(1).failure().orElseThrow()).hasMessage("cannot be read");
    assertThat(outcomes.get(2).failure().orElseThrow())
        .hasMessageStartingWith("The input 'image' is NaN at index [");
    assertThatThrownBy(() -> outcomes.get(2).orElseThrow())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void inputOfAnotherShapeIsReportedInItsPlace() {
    List<Outcome<Integer>> outcomes =
        SALIENCY
            .computeAll(List.of(0, 1, 2), i -> i == 1 ? Inputs.uniform(1, 16, 16, 3) : noise(i))
            .toList();

    assertThat(outcomes)
        .extracting(outcome -> outcome.failure().isPresent())
        .containsExactly(false, true, false);
  }

  @Test
  void noMoreIsReadThanGoesThroughTheModelTogether() {
    AtomicInteger read = new AtomicInteger();
    Stream<Outcome<Integer>> outcomes =
        SALIENCY
            .memory(1)
            .computeAll(
                Stream.iterate(0, i -> i + 1),
                i -> {
                  read.incrementAndGet();
                  return noise(i);
                });

    assertThat(outcomes.limit(3)).hasSize(3);
    assertThat(read).hasValueLessThanOrEqualTo(4);
  }

  @Test
  void filesAreReadAsPictures() {
    Path picture = Path.of("../../examples/photos/china.jpg");
    try (Model efficientNet = Model.load(References.model("efficientnet_lite0"))) {
      ImmutableList<Outcome<Path>> outcomes =
          Saliency.of(efficientNet)
              .method(Gradient.of())
              .computeAll(List.of(picture, Path.of("no-such-file.png")))
              .collect(toImmutableList());

      assertThat(outcomes.get(0).orElseThrow().values())
          .isEqualTo(Saliency.of(efficientNet).method(Gradient.of()).compute(picture).values());
      assertThat(outcomes.get(1).failure().orElseThrow()).hasMessageContaining("no-such-file.png");
    }
  }

  @Test
  void targetForEachSampleDoesNotFitSingleInputs() {
    Outcome<Integer> outcome =
        SALIENCY
            .target(Target.classIndices(1, 2))
            .computeAll(List.of(0, 1), ComputeAllTest::noise)
            .toList()
            .get(0);

    assertThat(outcome.failure().orElseThrow())
        .hasMessageStartingWith("There are 2 targets for 1 samples.");
  }

  @Test
  void withoutAMethodNothingIsRead() {
    assertThatThrownBy(() -> Saliency.of(VGG).computeAll(List.of(Path.of("a.png"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("No method was chosen.");
  }
}
