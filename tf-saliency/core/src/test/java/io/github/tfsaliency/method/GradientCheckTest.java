package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The gradient is what moving single input values a little does to the score. */
class GradientCheckTest {
  /**
   * How far a value is moved, and the tolerance as a share of the gradient's largest value: small
   * enough to cross few kinks of the rectifiers, large enough for float32's differences.
   */
  private record Accuracy(float step, double tolerance) {}

  private static final Accuracy MLP = new Accuracy(2e-3f, 1e-3);
  private static final Accuracy RESNET = new Accuracy(3e-3f, 2e-2);

  @ParameterizedTest
  @CsvSource({"0, 7", "1, 8", "2, 9", "3, 10", "4, 11"})
  void agreesWithCentralDifferencesOfTheMlp(int target, long seed) {
    try (Model model = Model.load(References.model("mlp"))) {
      assertAgrees(model, Inputs.normal(seed, 12), target, IntStream.range(0, 12).toArray(), MLP);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "6, 2", "9, 3"})
  void agreesWithCentralDifferencesOfAFewPixelsOfTheResnet(int target, long seed) {
    int[] pixels = new Random(seed).ints(16, 0, 32 * 32 * 3).toArray();
    try (Model model = Model.load(References.model("resnet"))) {
      assertAgrees(model, Inputs.uniform(seed, 32, 32, 3), target, pixels, RESNET);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "resnet"})
  void timesInputIsTheProductToTheBit(String network) {
    try (Model model = Model.load(References.model(network));
        References references = References.of(network)) {
      Saliency saliency = Saliency.of(model).target(Target.classIndices(references.targets()));
      float[] input = Maps.array(references.input());
      float[] gradient = saliency.method(Gradient.of()).compute(references.input()).toArray();

      float[] product = saliency.method(InputXGradient.of()).compute(references.input()).toArray();

      for (int i = 0; i < input.length; i++) {
        assertThat(product[i]).isEqualTo(input[i] * gradient[i]);
      }
    }
  }

  private static void assertAgrees(
      Model model, FloatNdArray input, int target, int[] elements, Accuracy accuracy) {
    Attribution gradient =
        Saliency.of(model).method(Gradient.of()).target(Target.classIndex(target)).compute(input);
    float[] analytic = gradient.toArray();
    double largest = 0;
    for (float value : analytic) {
      largest = Math.max(largest, Math.abs(value));
    }

    double[] numeric = centralDifferences(model, input, target, elements, accuracy.step());

    for (int i = 0; i < elements.length; i++) {
      assertThat(numeric[i])
          .as("element %s", elements[i])
          .isCloseTo(analytic[elements[i]], within(accuracy.tolerance() * largest));
    }
  }

  /** One batch: each element moved up, then each moved down. */
  private static double[] centralDifferences(
      Model model, FloatNdArray input, int target, int[] elements, float step) {
    float[] values = Maps.array(input);
    float[] moved = new float[2 * elements.length * values.length];
    for (int i = 0; i < 2 * elements.length; i++) {
      System.arraycopy(values, 0, moved, i * values.length, values.length);
      int element = elements[i % elements.length];
      moved[i * values.length + element] += i < elements.length ? step : -step;
    }
    Shape shape = Shape.of(2L * elements.length).append(input.shape());
    FloatNdArray scores = model.predict(NdArrays.wrap(shape, DataBuffers.of(moved, true, false)));
    return IntStream.range(0, elements.length)
        .mapToDouble(
            i ->
                ((double) scores.getFloat(i, target) - scores.getFloat(i + elements.length, target))
                    / ((double) moved[i * values.length + elements[i]]
                        - moved[(i + elements.length) * values.length + elements[i]]))
        .toArray();
  }
}
