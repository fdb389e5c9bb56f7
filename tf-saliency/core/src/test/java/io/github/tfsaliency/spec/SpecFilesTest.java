package io.github.tfsaliency.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class SpecFilesTest {
  @TempDir Path folder;
  private Path elsewhere;
  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    elsewhere = folder.resolve("elsewhere");
    FloatNdArray values = NdArrays.ofFloats(Shape.of(4, 6));
    values.setFloat(1, 2, 3);
    Npy.write(elsewhere, values);
  }

  private Path find(String name) {
    asked.add(name);
    return elsewhere;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "integrated-gradients:baseline=no/such.npy",
        "integrated-gradients:baseline=0.5+no/such.npy",
        "smooth-grad:samples=3,inner=integrated-gradients:baseline=no/such.npy",
        "lime:baseline=no/such.npy"
      })
  void aMethodReadsWhatIsFoundAndPrintsWhatWasWritten(String text) {
    AttributionMethod method = MethodSpecs.parse(text, this::find);

    assertThat(asked).containsExactly("no/such.npy");
    assertThat(MethodSpecs.print(method)).isEqualTo(text);
    assertThatThrownBy(() -> MethodSpecs.parse(text, SpecFiles.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The file 'no/such.npy' must not be named here.\nMaybe give numbers.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mask:file=no/such.npy,class=1",
        "direction:layer=x,vector=no/such.npy",
        "similarity:layer=x,vector=no/such.npy"
      })
  void aTargetReadsWhatIsFoundAndPrintsWhatWasWritten(String text) {
    assertThat(TargetSpecs.print(TargetSpecs.parse(text, this::find))).isEqualTo(text);

    assertThat(asked).containsExactly("no/such.npy");
    assertThatThrownBy(() -> TargetSpecs.parse(text, SpecFiles.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The file 'no/such.npy' must not be named here.");
  }

  @Test
  void aTextWithoutFilesAsksForNone() {
    assertThat(MethodSpecs.parse("integrated-gradients:baseline=0.5", SpecFiles.none()))
        .isEqualTo(MethodSpecs.parse("integrated-gradients:baseline=0.5"));
    assertThat(TargetSpecs.parse("pixel:row=1,column=2,class=3", SpecFiles.none()))
        .isEqualTo(TargetSpecs.parse("pixel:row=1,column=2,class=3"));
  }
}
