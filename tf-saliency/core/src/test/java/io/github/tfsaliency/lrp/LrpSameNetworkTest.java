package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.WSquare;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** One network has one map, whoever wrote it down and however it was saved. */
class LrpSameNetworkTest {
  private static final FloatNdArray INPUT = Inputs.uniform(11, 2, 32, 32, 3);
  private static final Target TARGET = Target.classIndices(1, 8);

  private static Stream<SinglePassMethod> methods() {
    Composite own =
        Composite.empty()
            .withRule(LayerSelector.first(), new WSquare())
            .withRule(LayerSelector.kind(LayerKind.CONVOLUTION), new Gamma(0.3))
            .withRule(LayerSelector.linear(), new Epsilon(0.01));
    return Stream.of(
        Lrp.of(Composite.epsilonPlusFlat()),
        Lrp.of(Composite.epsilonAlpha2Beta1()),
        Lrp.of(own),
        DeepLift.of(0.25).withRescaledMaxPool());
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg_keras2", "vgg_tf1", "vgg_cond", "vgg_label_table", "vgg_softmax"})
  void theMapIsThatOfTheKeras3Model(String model) {
    List<float[]> expected = maps("vgg");
    List<float[]> actual = maps(model);

    for (int i = 0; i < expected.size(); i++) {
      assertThat(error(actual.get(i), expected.get(i))).isLessThanOrEqualTo(1e-5);
    }
  }

  private static List<float[]> maps(String model) {
    try (Model loaded = Model.load(References.model(model))) {
      return methods()
          .map(method -> Saliency.of(loaded).method(method).target(TARGET).compute(INPUT).toArray())
          .toList();
    }
  }

  private static double error(float[] actual, float[] expected) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    return difference / largest;
  }
}
