package io.github.tfsaliency.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** A model of an image [N, 32, 32, 3] and a vector [N, 6]. */
@TestInstance(Lifecycle.PER_CLASS)
class SeveralInputsTest {
  private static final double ROUNDING = 1e-6;

  private final FloatNdArray images = Inputs.uniform(1, 40, 32, 32, 3);
  private final FloatNdArray vectors = Inputs.uniform(2, 40, 6);
  @AutoClose private final Model model = Model.load(References.model("two_inputs"));

  @Test
  void everyInputGetsAMapOfItsOwnShape() {
    ImmutableMap<String, Attribution> maps =
        Saliency.of(model)
            .method(Gradient.of())
            .compute(ImmutableMap.of("image", images, "metadata", vectors));

    assertThat(maps).containsOnlyKeys("image", "metadata");
    assertThat(maps.values())
        .extracting(Attribution::shape)
        .containsExactly(Shape.of(40, 32, 32, 3), Shape.of(40, 6));
  }

  @Test
  void aSampleAloneHasTheMapsThatItHasInALargeBatch() {
    Saliency saliency = Saliency.of(model).method(InputXGradient.of());

    ImmutableMap<String, Attribution> alone =
        saliency.compute(ImmutableMap.of("image", images.get(35), "metadata", vectors.get(35)));

    ImmutableMap<String, Attribution> together =
        saliency.compute(ImmutableMap.of("image", images, "metadata", vectors));
    alone.forEach(
        (input, map) -> {
          assertThat(map.isBatch()).isFalse();
          assertThat(
                  Maps.of(map.values(), requireNonNull(together.get(input)).sample(35).values())
                      .largestError())
              .isLessThanOrEqualTo(ROUNDING);
        });
  }

  @Test
  void onlyTheInputThatIsNamedGetsAMap() {
    try (Model named = Model.from(References.model("two_inputs")).input("metadata").load()) {
      assertThat(named.inputNames()).containsExactly("image", "metadata");
      assertThat(named.attributedTensors()).containsOnlyKeys("metadata");
    }
  }

  @Test
  void oneArrayIsNotEnough() {
    assertThatThrownBy(() -> Saliency.of(model).method(Gradient.of()).compute(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The model takes 2 inputs: [image, metadata].\n"
                + "Maybe give them together, as a map from their names.");
  }

  @Test
  void aNameThatIsNoInputIsRefused() {
    assertThatThrownBy(() -> model.predict(ImmutableMap.of("image", images, "meta", vectors)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The model takes the inputs [image, metadata], not [image, meta].");
  }

  @Test
  void inputsOfDifferentNumbersOfSamplesAreRefused() {
    assertThatThrownBy(
            () -> model.predict(ImmutableMap.of("image", images, "metadata", vectors.get(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The inputs do not have the same number of samples: image [40, 32, 32, 3], metadata"
                + " [6].\n"
                + "Maybe add or remove a batch dimension.");
  }

  @Test
  void theShapeOfTheOnlyInputIsThatOfNone() {
    assertThatThrownBy(() -> model.inputShape())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model has the inputs [image, metadata].\nMaybe ask for inputShape(name).");
  }
}
