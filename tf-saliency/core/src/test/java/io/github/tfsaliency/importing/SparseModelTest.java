package io.github.tfsaliency.importing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Maps;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;

/** A model that looks words up as sparse and as ragged tensors, beside numbers. */
class SparseModelTest {
  private static final Cases FILES = Cases.of("sparse_and_ragged");
  private static final Map<String, FloatNdArray> INPUTS =
      Map.of("ids", FILES.array("ids"), "x", FILES.array("x"));

  private static Model load() {
    return FILES.model().input("x").load();
  }

  @Test
  void itsScoresAreThoseOfTensorFlow() {
    try (Model model = load()) {
      assertThat(Maps.array(model.predict(INPUTS)))
          .containsExactly(Maps.array(FILES.array("expected_scores")), within(1e-6f));
    }
  }

  @Test
  void theGradientPassesWhatIsSparse() {
    try (Model model = load()) {
      assertThat(
              Maps.of(
                      requireNonNull(
                              Saliency.of(model)
                                  .method(Gradient.of())
                                  .target(Target.classIndex(1))
                                  .compute(INPUTS)
                                  .get("x"))
                          .values(),
                      FILES.array("expected_gradient_x"))
                  .largestError())
          .isLessThan(1e-5);
    }
  }

  @Test
  void itsSignaturesAreExportedWithTheirGuards(@TempDir Path folder) {
    try (Model model = load()) {
      Saliency.of(model).method(Gradient.of()).export(folder.resolve("exported"));
    }
    try (Model model = Model.from(folder.resolve("exported")).input("x").load()) {
      assertThat(Maps.array(model.predict(INPUTS)))
          .containsExactly(Maps.array(FILES.array("expected_scores")), within(1e-6f));
    }
  }
}
