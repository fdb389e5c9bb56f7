package io.github.tfsaliency.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.UnsignedLong;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSumsTest {
  private static final Path GARMENTS = Path.of("../../savedmodels/garments");

  @TempDir Path folder;

  /** By TensorFlow 2.18: {@code tf.saved_model.experimental.read_fingerprint}. */
  @Test
  void theFingerprintIsWhatTensorFlowReads() {
    assertThat(ModelSums.of(Model.from(GARMENTS).files()).fingerprint())
        .contains(
            ImmutableMap.of(
                "saved_model_checksum", UnsignedLong.valueOf("8422360598685111504"),
                "graph_def_program_hash", UnsignedLong.valueOf("3885214171772786763"),
                "signature_def_hash", UnsignedLong.valueOf("6161583251266949871"),
                "saved_object_graph_hash", UnsignedLong.valueOf("11721497064772709299"),
                "checkpoint_hash", UnsignedLong.valueOf("11738085847712647047")));
  }

  /** By {@code sha256sum}. */
  @Test
  void sumsAreThoseOfTheFiles() {
    ModelSums sums = ModelSums.of(Model.from(GARMENTS).files());

    assertThat(sums.savedModel())
        .isEqualTo("2823f3e92900b8f456d31e258a9030c27c1f1371530037d914b7236e66d616f5");
    assertThat(sums.variables())
        .containsOnlyKeys("variables.data-00000-of-00001", "variables.index")
        .containsEntry(
            "variables.index", "d16c706bdf3b108a3d92361d2b5b8ec22c4a98e7d4c0fb39bc057fe655617d04");
  }

  @Test
  void aModelMayHaveNoFingerprint() throws IOException {
    Path graph = Files.createFile(folder.resolve("saved_model.pb"));

    ModelSums sums = ModelSums.of(Map.of("saved_model.pb", graph, "assets/words.txt", graph));

    assertThat(sums.fingerprint()).isEmpty();
    assertThat(sums.variables()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no fingerprint", "\u0008", "\u00ff\u00ff\u00ff"})
  void aFingerprintThatIsNoneCountsAsNone(String text) throws IOException {
    Path graph = Files.createFile(folder.resolve("saved_model.pb"));
    Path file = Files.writeString(folder.resolve("fingerprint.pb"), text);

    assertThat(ModelSums.of(Map.of("saved_model.pb", graph, "fingerprint.pb", file)).fingerprint())
        .isEmpty();
  }

  @Test
  void withoutAGraphThereIsNoModel() {
    assertThatThrownBy(() -> ModelSums.of(Map.of()))
        .isInstanceOf(SaliencyException.class)
        .hasMessage("There is no file 'saved_model.pb'.");
  }
}
