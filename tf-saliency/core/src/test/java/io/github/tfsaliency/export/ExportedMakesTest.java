package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/** SavedModels of many makes can be exported, loaded again and explained again. */
class ExportedMakesTest {
  private static final double ROUNDING = 1e-6;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "activations",
        "conv1d",
        "float64",
        "grouped",
        "inception",
        "lstm",
        "mixed_float16",
        "mlp",
        "two_inputs",
        "unet",
        "vgg_cond",
        "vgg_keras2",
        "vgg_label_table",
        "vgg_multisig",
        "vgg_nested",
        "vgg_softmax",
        "vgg_tf1",
        "vgg_uint8"
      })
  void theExplanationAndTheModelInTheExportGiveTheMapsOfTheOriginal(String name) {
    Path exported = folder.resolve(name);
    try (References references = References.of("import/" + name)) {
      ImmutableMap<String, FloatNdArray> inputs = references.group("input");
      Target target = Target.classIndices(references.targets());
      ImmutableMap<String, Attribution> expected;
      try (Model model = load(References.model(name), references)) {
        Saliency saliency = Saliency.of(model).method(Gradient.of()).target(target);
        expected = saliency.compute(inputs);
        saliency.export(exported);
      }
      try (Model model = load(exported, references)) {
        var explained = model.explanation().orElseThrow().compute(inputs, target);
        var again = Saliency.of(model).method(Gradient.of()).target(target).compute(inputs);

        assertThat(explained).hasSameSizeAs(expected);
        expected.forEach(
            (input, map) -> {
              String output = expected.size() == 1 ? "attribution" : "attribution_" + input;
              assertThat(error(requireNonNull(explained.get(output)), map))
                  .isLessThanOrEqualTo(ROUNDING);
              assertThat(error(requireNonNull(again.get(input)), map))
                  .isLessThanOrEqualTo(ROUNDING);
            });
      }
    }
  }

  private static Model load(Path directory, References references) {
    return Model.from(directory)
        .signature(references.attribute("signature"))
        .output(references.attribute("output"))
        .probability()
        .load();
  }

  private static double error(Attribution actual, Attribution expected) {
    return Maps.of(actual.values(), expected.values()).largestError();
  }
}
