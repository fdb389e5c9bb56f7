package io.github.tfsaliency.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.model.Logits;
import io.github.tfsaliency.examples.model.PictureModel;
import io.github.tfsaliency.examples.part.PartFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

class FeatureOcclusionTest {
  private static final FeatureOcclusion QUICK =
      FeatureOcclusion.of(Embedded.GARMENT_MODEL, Embedded.GARMENTS, Effort.QUICK, 1);

  private static final List<String> STEPS = new ArrayList<>();
  private static FeatureOcclusionResult result;
  private static PlantedPicture first;

  @BeforeAll
  static void run() {
    result = QUICK.run(STEPS::add);
    // The first of this seed is classified right, so it is the first of the result, too.
    first = Plantings.ofAnyBrightness(Garment.readSheet(Embedded.GARMENTS), 1, 1).get(0);
  }

  @Test
  void occludingNothingLeavesTheLeadThatTheWholeModelGives() {
    try (Model model = Model.load(Embedded.GARMENT_MODEL)) {
      FloatNdArray logits =
          model.predict(Plantings.encode(PictureModel.encoding(model), List.of(first))).get(0);

      assertThat(result.curves())
          .extracting(curve -> curve.leads().get(0).get(0))
          // Each feature of the third layer sees this garment.
          .filteredOn(lead -> !lead.isNaN())
          .hasSize(8)
          .allSatisfy(
              lead -> assertThat(lead).isCloseTo(Logits.lead(logits, first.label()), within(1e-4)));
    }
  }

  @Test
  void occludingAWholeRegionLeavesTheLeadOfTheOtherFeaturesAlone() {
    FeatureOcclusionResult.Curve curve = result.curves().get(0);
    try (Model before = Model.from(Embedded.GARMENT_MODEL).output(curve.layer()).load();
        Model after = Model.from(Embedded.GARMENT_MODEL).input(curve.layer()).load()) {
      FloatNdArray features =
          before.predict(Plantings.encode(PictureModel.encoding(before), List.of(first)));
      float[] values = Figures.array(features);
      boolean[][] mask = first.mask();
      for (int i = 0; i < values.length; i++) {
        // The first layer has a place for each pixel, and 16 channels.
        values[i] = mask[i / 16 / 32][i / 16 % 32] ? 0 : values[i];
      }
      FloatNdArray logits =
          after.predict(NdArrays.wrap(features.shape(), DataBuffers.of(values, false, false)));

      assertThat(curve.region()).isEqualTo(Region.OBJECT);
      assertThat(curve.leads().get(curve.leads().size() - 1).get(0))
          .isCloseTo(Logits.lead(logits.get(0), first.label()), within(1e-4));
    }
  }

  @Test
  void eachGarmentIsRightAtFirst() {
    assertThat(result.curves())
        .hasSize(3 * Region.values().length)
        .allSatisfy(
            curve ->
                assertThat(curve.right().get(0))
                    .hasSize(result.garments())
                    .allSatisfy(right -> assertThat(right.isNaN() || right == 1).isTrue()));
  }

  @Test
  void theListenerIsCalledAsOftenAsItIsSaid() {
    assertThat(STEPS).hasSize(QUICK.steps());
  }

  @Test
  void aSecondRunGivesTheSameAndComesBackFromItsFile(@TempDir Path folder) {
    assertThat(new PartFolder(folder, "").finish(QUICK, step -> {})).isEqualTo(result);
  }

  @Test
  void aModelThatIsRightTooRarelyIsRefused() {
    FeatureOcclusion tooMany =
        FeatureOcclusion.of(
            Embedded.GARMENT_MODEL,
            Embedded.GARMENTS,
            new FeatureOcclusion.Settings(500, 1, List.of(0.0), List.of(), 1));

    assertThatThrownBy(() -> tooMany.run(step -> {}))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("of the 500 garments")
        .hasMessageContaining("right, not 500.");
  }
}
