package io.github.tfsaliency.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

/** A network of grouped convolutions agrees with what TensorFlow's own Python computed. */
class GroupedModelTest {
  private static final double TOLERANCE = 1e-4;

  @Test
  void outputsAndGradientAgree() {
    try (Model model = Model.load(References.model("grouped"));
        References references = References.of("import/grouped")) {
      FloatNdArray image = references.floats("input/image");

      float[] outputs = Maps.array(model.predict(image));
      float[] gradient =
          Saliency.of(model)
              .method(Gradient.of())
              .target(Target.classIndices(references.targets()))
              .compute(image)
              .toArray();

      assertAgree(outputs, Maps.array(references.floats("output/output_0")));
      assertAgree(gradient, Maps.array(references.floats("gradient/image")));
    }
  }

  private static void assertAgree(float[] actual, float[] expected) {
    double largest =
        IntStream.range(0, expected.length).mapToDouble(i -> Math.abs(expected[i])).max().orElse(0);
    assertThat(actual).containsExactly(expected, within((float) (TOLERANCE * largest)));
  }
}
