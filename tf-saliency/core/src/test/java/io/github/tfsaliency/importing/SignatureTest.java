package io.github.tfsaliency.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** A model of several signatures whose restore op fills copies of the weights that nobody reads. */
class SignatureTest {
  private static final Path MODEL = Path.of("src/test/resources/models/vgg_multisig");

  private static FloatNdArray grey() {
    FloatNdArray input = NdArrays.ofFloats(Shape.of(1, 32, 32, 3));
    input.scalars().forEach(value -> value.setFloat(0.5f));
    return input;
  }

  @Test
  void explainsTheSignatureAndOutputThatWereChosen() {
    try (Model model = Model.from(MODEL).signature("classify").output("logits").load()) {
      FloatNdArray logits = model.predict(grey());

      assertThat(logits.shape()).isEqualTo(Shape.of(1, 10));
      // As tf.saved_model.load(...).signatures["classify"] has them.
      assertThat((double) logits.getFloat(0, 0)).isCloseTo(0.034191, within(1e-5));
      assertThat((double) logits.getFloat(0, 8)).isCloseTo(0.570198, within(1e-5));
    }
  }

  @Test
  void explainsTheLogitsAheadOfTheProbabilities() {
    try (Model model = Model.from(MODEL).signature("classify").output("probabilities").load();
        Model logits = Model.from(MODEL).signature("classify").output("logits").load()) {
      assertThat(model.explainedTensor()).isEqualTo(logits.explainedTensor());
    }
  }

  @Test
  void explainsFeatures() {
    try (Model model = Model.from(MODEL).signature("features").load()) {
      assertThat(model.predict(grey()).shape()).isEqualTo(Shape.of(1, 32));
    }
  }
}
