package io.github.tfsaliency.importing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.support.EditedModel;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders whose names TensorFlow reads as patterns of names. */
@DisabledOnOs(OS.WINDOWS)
class PatternFolderTest {
  @TempDir Path temporary;

  private Path copyOfMlp(String name) throws IOException {
    Path folder = temporary.toRealPath().resolve(name);
    EditedModel.copy(References.model("mlp"), folder, model -> {});
    return folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"model*", "model?", "model (1)", "{model}"})
  void aFolderWhoseNameFitsItselfAsAPatternIsLoaded(String name) throws IOException {
    Path folder = copyOfMlp(name);

    Model.load(folder).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model[1]", "model\\1"})
  void aFolderThatTensorFlowWouldTakeForAnotherIsRefused(String name) throws IOException {
    Path folder = copyOfMlp(name);

    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The SavedModel '%s' lies in '%1$s', which TensorFlow reads as a pattern.\n"
                + "Maybe rename its folders so that none has a bracket or a backslash.",
            folder);
  }
}
