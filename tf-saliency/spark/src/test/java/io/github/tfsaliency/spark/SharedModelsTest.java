package io.github.tfsaliency.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.SharedModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** The models of a process. */
class SharedModelsTest {
  private static final Path MODELS = Path.of("../../savedmodels");
  private static final FloatNdArray INPUT = NdArrays.ofFloats(Shape.of(1, 32, 32, 3));

  @Test
  void tasksHaveTheSameModelAndTheSameRecorder() {
    try (SharedModel first = SharedModels.borrow(MODELS.resolve("garments"));
        SharedModel second = SharedModels.borrow(MODELS.resolve("garments"))) {
      assertThat(second.model()).isSameAs(first.model());
      assertThat(SharedModels.recorder(second.model()))
          .isSameAs(SharedModels.recorder(first.model()));
    }
  }

  @Test
  void aModelStaysOpenWhenNoTaskHasIt() {
    Model model;
    try (SharedModel task = SharedModels.borrow(MODELS.resolve("garments"))) {
      model = task.model();
    }

    assertThat(model.predict(INPUT).shape().get(0)).isEqualTo(1);
    try (SharedModel next = SharedModels.borrow(MODELS.resolve("garments"))) {
      assertThat(next.model()).isSameAs(model);
    }
  }

  @Test
  void ofManyModelsTheOneThatWasNotAskedForLongestIsClosed() {
    Model oldest;
    try (SharedModel task = SharedModels.borrow(MODELS.resolve("garments-vit"))) {
      oldest = task.model();
    }
    for (String name : new String[] {"resnet", "mobilenet", "vit", "convnext"}) {
      try (SharedModel task = SharedModels.borrow(MODELS.resolve("garments-networks/" + name))) {
        assertThat(task.model()).isNotSameAs(oldest);
      }
    }

    assertThatIllegalStateException().isThrownBy(() -> oldest.predict(INPUT));
  }
}
