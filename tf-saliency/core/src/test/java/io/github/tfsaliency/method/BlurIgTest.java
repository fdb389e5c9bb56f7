package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.support.DirectBlur;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import io.github.tfsaliency.support.SmoothModel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class BlurIgTest {
  private static final double ROUNDING = 1e-5;

  private static double[] weights(int count) {
    double[] weights = new double[count];
    Arrays.setAll(weights, i -> Math.sin(i));
    return weights;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofALinearModelIsTheWeightTimesTheChangeOfThePicture(boolean squareRoot) {
    int height = 7;
    int width = 5;
    int channels = 2;
    int size = height * width * channels;
    FloatNdArray picture = Inputs.uniform(2, 1, height, width, channels);
    BlurIg even = BlurIg.of().withSteps(6).withMaxSigma(3).withGradStep(0.1);
    BlurIg method = squareRoot ? even.withSquareRootSpacing() : even;
    double[] expected = new double[size];
    for (int step = 0; step < 6; step++) {
      double sigma = squareRoot ? Math.sqrt(step * 0.5) : step * 0.5;
      double next = squareRoot ? Math.sqrt((step + 1) * 0.5) : (step + 1) * 0.5;
      double[] here = DirectBlur.of(Maps.array(picture), height, width, channels, sigma);
      double[] beyond = DirectBlur.of(Maps.array(picture), height, width, channels, sigma + 0.1);
      for (int i = 0; i < size; i++) {
        expected[i] -= (next - sigma) * (beyond[i] - here[i]) / 0.1 * weights(size)[i];
      }
    }
    try (SmoothModel model = SmoothModel.linear(weights(size), height, width, channels)) {
      float[] map = Maps.array(model.run(method, picture, 0).onlyMap());

      for (int i = 0; i < size; i++) {
        assertThat((double) map[i]).isCloseTo(expected[i], within(ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theGapShrinksWithTheSteps(boolean squareRoot) {
    FloatNdArray picture =
        Inputs.uniform(4, 1, SmoothModel.HEIGHT, SmoothModel.WIDTH, SmoothModel.CHANNELS);
    BlurIg few = BlurIg.of().withSteps(20).withMaxSigma(4).withGradStep(0.001);
    if (squareRoot) {
      few = few.withSquareRootSpacing();
    }
    BlurIg many = few.withSteps(4000);
    try (SmoothModel model = SmoothModel.ofPictures()) {
      double before = model.run(few, picture, 1).gaps().orElseThrow().get(0);
      double after = model.run(many, picture, 1).gaps().orElseThrow().get(0);

      assertThat(Math.abs(after)).isLessThan(Math.abs(before) / 20).isLessThan(0.01);
    }
  }

  /** The Gaussian of at most 1 pixel reaches 4, and one step of the difference no further. */
  @Test
  void aPictureOfOneColourGetsNothingAwayFromTheBorders() {
    int size = 13;
    FloatNdArray picture = NdArrays.ofFloats(Shape.of(1, size, size, 1));
    picture.scalars().forEach(value -> value.setFloat(0.75f));
    try (SmoothModel model = SmoothModel.linear(weights(size * size), size, size, 1)) {
      FloatNdArray map = model.run(BlurIg.of().withSteps(10).withMaxSigma(1), picture, 0).onlyMap();

      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          boolean inside = y >= 4 && y < size - 4 && x >= 4 && x < size - 4;
          if (inside) {
            assertThat(map.getFloat(0, y, x, 0)).isCloseTo(0, within(1e-10f));
          }
        }
      }
      assertThat(map.getFloat(0, 0, 1, 0)).isGreaterThan(0.1f);
    }
  }

  @Test
  void theFirstStepGivesNothing() {
    FloatNdArray picture =
        Inputs.uniform(4, 1, SmoothModel.HEIGHT, SmoothModel.WIDTH, SmoothModel.CHANNELS);
    try (SmoothModel model = SmoothModel.ofPictures()) {
      GradientResult result = model.run(BlurIg.of().withSteps(1), picture, 1);

      assertThat(Maps.array(result.onlyMap())).containsOnly(0);
    }
  }

  @Test
  void anInputThatIsNoPictureStaysAsItIs() {
    try (Model model = Model.load(References.model("two_inputs"))) {
      ImmutableMap<String, Attribution> maps =
          Saliency.of(model)
              .method(BlurIg.of().withSteps(3).withMaxSigma(2))
              .compute(
                  ImmutableMap.of(
                      "image", Inputs.uniform(1, 32, 32, 3), "metadata", Inputs.uniform(2, 6)));

      assertThat(maps).containsOnlyKeys("image");
    }
  }

  @Test
  void aModelWithoutPicturesIsRefused() {
    try (SmoothModel model = SmoothModel.ofVectors(4)) {
      assertThatThrownBy(() -> model.run(BlurIg.of(), Inputs.normal(1, 1, 4), 0))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "None of the inputs [x] is a picture of rows, columns and channels, so none can be"
                  + " blurred.\nMaybe use IntegratedGradients or GuidedIg, which take any input.");
    }
  }

  @Test
  void isAValue() {
    assertThat(BlurIg.of())
        .isEqualTo(BlurIg.of().withSteps(50).withMaxSigma(50).withGradStep(0.01));
  }

  @Test
  void noStepsAreRefused() {
    assertThatThrownBy(() -> BlurIg.of().withSteps(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The number of steps (-1) must be positive.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.POSITIVE_INFINITY, Double.NaN})
  void aBlurOfNoSizeIsRefused(double sigma) {
    assertThatThrownBy(() -> BlurIg.of().withMaxSigma(sigma))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The largest standard deviation (" + sigma + ") must be positive and finite.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.POSITIVE_INFINITY, Double.NaN})
  void aGradStepOfNoSizeIsRefused(double step) {
    assertThatThrownBy(() -> BlurIg.of().withGradStep(step))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The grad step (" + step + ") must be positive and finite.");
  }
}
