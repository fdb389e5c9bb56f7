package io.github.tfsaliency.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Explanation;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.inspect.SignatureDescription;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.FullGrad;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.VectorReplica;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/** Explanations that are exported with their target. */
@TestInstance(Lifecycle.PER_CLASS)
class FixedTargetExportTest {
  private final FloatNdArray batch = Inputs.uniform(7, 2, 6, 5, 2);
  private final FloatNdArray channels = NdArrays.vectorOf(0.5f, -2f, 1.25f);
  private VectorReplica replica;
  @AutoClose private Model model;

  @BeforeAll
  void load(@TempDir Path folder) throws IOException {
    replica = VectorReplica.write(folder);
    model = Model.load(folder);
  }

  Stream<Arguments> exports() {
    Target direction = Target.direction(replica.layer(), channels);
    Target similarity = Target.similarity(replica.layer(), channels);
    Target contrast = Target.contrast(Target.classIndex(2), similarity);
    return Stream.of(
        Arguments.of(Gradient.of(), direction),
        Arguments.of(Gradient.of(), similarity),
        Arguments.of(Gradient.of(), contrast),
        Arguments.of(Gradient.of(), Target.classIndex(3)),
        Arguments.of(Gradient.of(), Target.top()),
        Arguments.of(Lrp.epsilon(1e-6), direction),
        Arguments.of(Lrp.epsilon(1e-6), contrast),
        Arguments.of(DeepLift.of(0.25), similarity),
        Arguments.of(FullGrad.of(), direction),
        Arguments.of(IntegratedGradients.of().withSteps(5), similarity),
        Arguments.of(SmoothGrad.of(Gradient.of()).withSamples(3), direction));
  }

  @ParameterizedTest
  @MethodSource("exports")
  void anExportWithItsTargetGivesWhatComputeGives(
      AttributionMethod method, Target target, @TempDir Path folder) {
    Saliency saliency = Saliency.of(model).method(method).target(target).memory(1);
    Attribution own = saliency.compute(batch);

    saliency.exportTarget(folder);

    try (Model exported = Model.load(folder)) {
      Attribution theirs = exported.explanation().orElseThrow().compute(batch, Target.top());
      assertThat(theirs.targets()).isEqualTo(own.targets());
      for (int i = 0; i < 2; i++) {
        assertThat(theirs.scores().get(i)).isCloseTo(own.scores().get(i), within(1e-6));
      }
      assertThat(theirs.toArray())
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(own.toArray());
    }
  }

  @Test
  void theSignatureOfADirectionHasNoInputForTargets(@TempDir Path folder) {
    Saliency.of(model)
        .method(Gradient.of())
        .target(Target.direction(replica.layer(), channels))
        .export(folder);

    SignatureDescription explain =
        Model.from(folder).signatures().stream()
            .filter(signature -> signature.name().equals("explain"))
            .findFirst()
            .orElseThrow();
    assertThat(explain.inputs()).extracting("name").containsExactly("x");
    assertThat(explain.outputs())
        .extracting("name")
        .containsExactlyInAnyOrder("attribution", "score", "target");
  }

  @Test
  void anotherTargetOfAFixedExportIsRefused(@TempDir Path folder) {
    Saliency.of(model).method(Gradient.of()).target(Target.classIndex(1)).exportTarget(folder);

    try (Model exported = Model.load(folder)) {
      Explanation explanation = exported.explanation().orElseThrow();
      assertThatThrownBy(() -> explanation.compute(batch, Target.classIndex(2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The exported explanation has a fixed target, so '2' cannot be explained by it.\n"
                  + "Maybe give Target.top(), which means the exported target.");
    }
  }

  @Test
  void whatDiffersFromSampleToSampleCannotBeFixed(@TempDir Path folder) {
    Saliency gradient = Saliency.of(model).method(Gradient.of());

    assertThatThrownBy(
            () ->
                gradient.target(Target.contrast(Target.top(), Target.classIndex(1))).export(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The top class differs between samples");
    assertThatThrownBy(
            () ->
                gradient
                    .target(Target.perSample(List.of(Target.top(), Target.classIndex(1))))
                    .exportTarget(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Each sample has a different target");
  }

  @Test
  void aClassThatDoesNotExistIsRefused(@TempDir Path folder) {
    assertThatThrownBy(
            () ->
                Saliency.of(model)
                    .method(Gradient.of())
                    .target(Target.classIndex(4))
                    .exportTarget(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The class index 4 is out of range");
  }
}
