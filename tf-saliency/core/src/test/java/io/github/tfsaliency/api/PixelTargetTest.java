package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.tensorflow.ndarray.FloatNdArray;

/** Targets of a model that classifies every pixel: unet's output is [N, 24, 20, 3]. */
@TestInstance(Lifecycle.PER_CLASS)
class PixelTargetTest {
  private static final double ROUNDING = 1e-6;
  private static final int HEIGHT = 24;
  private static final int WIDTH = 20;

  private final FloatNdArray image = Inputs.uniform(1, HEIGHT, WIDTH, 3);
  @AutoClose private final Model model = Model.load(References.model("unet"));
  private final Saliency saliency = Saliency.of(model).method(Gradient.of());

  private static boolean[][] mask(int[]... pixels) {
    boolean[][] mask = new boolean[HEIGHT][WIDTH];
    for (int[] pixel : pixels) {
      mask[pixel[0]][pixel[1]] = true;
    }
    return mask;
  }

  @Test
  void aPixelAndClassIsAnIndexIntoTheFlattenedOutput() {
    Attribution map = saliency.target(Target.pixel(3, 4, 2)).compute(image);

    assertThat(map.target()).isEqualTo((3 * WIDTH + 4) * 3 + 2);
    assertThat(map.toArray())
        .isEqualTo(saliency.target(Target.classIndex(map.target())).compute(image).toArray());
  }

  @Test
  void theMeanOverAMaskIsTheMeanOfItsPixels() {
    float[] one = saliency.target(Target.pixel(3, 4, 1)).compute(image).toArray();
    float[] other = saliency.target(Target.pixel(20, 19, 1)).compute(image).toArray();

    Attribution mean =
        saliency
            .target(Target.classMean(1, mask(new int[] {3, 4}, new int[] {20, 19})))
            .compute(image);

    assertThat(mean.target()).isEqualTo(Target.TOP);
    float[] values = mean.toArray();
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i]).isCloseTo((one[i] + other[i]) / 2, within(ROUNDING));
    }
  }

  @Test
  void theScoreOfAMaskIsTheMeanOfItsScores() {
    FloatNdArray output = model.predict(image);

    Attribution mean =
        saliency
            .target(Target.classMean(0, mask(new int[] {0, 1}, new int[] {2, 3})))
            .compute(image);

    assertThat(mean.score())
        .isCloseTo(
            (output.getFloat(0, 0, 1, 0) + output.getFloat(0, 2, 3, 0)) / 2, within(ROUNDING));
  }

  @Test
  void eachSampleMayHaveItsOwnMask() {
    FloatNdArray batch = Inputs.uniform(2, 2, HEIGHT, WIDTH, 3);
    Target mean = Target.classMean(1, mask(new int[] {3, 4}));
    Target pixel = Target.pixel(20, 19, 2);

    Attribution maps = saliency.target(Target.perSample(List.of(mean, pixel))).compute(batch);

    assertThat(maps.sample(0).toArray())
        .isEqualTo(saliency.target(mean).compute(batch).sample(0).toArray());
    assertThat(maps.sample(1).toArray())
        .isEqualTo(saliency.target(pixel).compute(batch).sample(1).toArray());
  }

  @Test
  void aPixelOutsideTheOutputIsRefused() {
    assertThatThrownBy(() -> saliency.target(Target.pixel(3, WIDTH, 0)).compute(image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Row 3, column 20, class 0 is outside the output of 24 rows, 20 columns and 3"
                + " classes.");
  }

  @Test
  void aMaskOfAnotherSizeIsRefused() {
    assertThatThrownBy(
            () -> saliency.target(Target.classMean(0, new boolean[][] {{true}})).compute(image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The mask has 1 rows and 1 columns, the output has 24 and 20.\nMaybe resize the mask.");
  }

  @Test
  void anEmptyMaskIsRefused() {
    assertThatThrownBy(() -> Target.classMean(0, mask()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No pixel of the mask counts.");
  }

  @Test
  void anOutputWithoutPixelsIsRefused() {
    try (Model vgg = Model.load(References.model("vgg"))) {
      assertThatThrownBy(
              () ->
                  Saliency.of(vgg)
                      .method(Gradient.of())
                      .target(Target.pixel(0, 0, 0))
                      .compute(Inputs.uniform(1, 32, 32, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(
              "has no pixels: it must be [N, H, W, classes].\n"
                  + "Maybe give an index into the flattened output.");
    }
  }

  @Test
  void aMaskAndTheTopScoreCannotShareABatch() {
    Target target =
        Target.perSample(List.of(Target.classMean(1, mask(new int[] {3, 4})), Target.top()));

    assertThatThrownBy(
            () -> saliency.target(target).compute(Inputs.uniform(2, 2, HEIGHT, WIDTH, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The target of sample 1 is the top score");
  }
}
