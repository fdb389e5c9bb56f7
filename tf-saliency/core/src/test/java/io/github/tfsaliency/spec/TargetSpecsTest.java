package io.github.tfsaliency.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.file.Npy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class TargetSpecsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "top | top",
        "007 | 7",
        "tabby cat | tabby cat",
        "pixel | pixel",
        "label:tabby cat | tabby cat",
        "label:7 | label:7",
        "label:top | label:top",
        "label:pixel:row=1 | label:pixel:row=1",
        "label:label:x | label:label:x",
        "-x | -x",
        "pixel:class=2,row=03,column=4 | pixel:row=3,column=4,class=2"
      })
  void whatIsTypedIsPrintedInOneForm(String typed, String printed) {
    Target target = TargetSpecs.parse(typed);

    assertThat(TargetSpecs.print(target)).isEqualTo(printed);
    assertThat(TargetSpecs.parse(printed)).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "top",
        "-1",
        "12",
        "mask:",
        "pixel:x",
        "label:",
        "direction:x",
        "a:b",
        "a,b=c"
      })
  void everyLabelIsReadAsItIsPrinted(String label) {
    String text = TargetSpecs.print(Target.label(label));

    assertThat(TargetSpecs.parse(text)).isEqualTo(Target.label(label));
  }

  @Test
  void aMaskKeepsTheNameOfItsFile(@TempDir Path folder) {
    Path file = folder.resolve("100%20 mask.npy");
    FloatNdArray values = NdArrays.ofFloats(Shape.of(2, 3));
    values.setFloat(1, 1, 2);
    Npy.write(file, values);

    Target target = TargetSpecs.parse("mask:class=4,file=" + file);

    assertThat(TargetSpecs.print(target)).isEqualTo("mask:file=" + file + ",class=4");
    assertThat(TargetSpecs.parse(TargetSpecs.print(target))).isEqualTo(target);
    assertThat(target)
        .isEqualTo(
            Target.classMean(
                4, new boolean[][] {{false, false, false}, {false, false, true}}, file.toString()));
  }

  @Test
  void aMaskOfJavaIsRefusedByName() {
    String text = TargetSpecs.print(Target.classMean(1, new boolean[][] {{true, false}}));

    assertThat(text).isEqualTo("mask:file=array[1x2],class=1");
    assertThatThrownBy(() -> TargetSpecs.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'array[1x2]' is an array that was given in Java, so the text does not have its"
                + " values.\n"
                + "Maybe save it with numpy.save, and write file=FILE.npy.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "direction:layer=conv%2c1/Relu,vector=FILE",
        "direction:layer=a,vector=FILE,over=sum",
        "direction:layer=a,vector=FILE,over=mean",
        "direction:layer=a,vector=FILE,row=3",
        "similarity:layer=a,vector=FILE,row=0,column=12",
        "similarity:layer=a,vector=FILE"
      })
  void aVectorKeepsTheNameOfItsFile(String text, @TempDir Path folder) {
    Path file = folder.resolve("my 100% vector.npy");
    Npy.write(file, NdArrays.vectorOf(1f, -2f));
    String named = text.replace("FILE", file.toString());

    Target target = TargetSpecs.parse(named);

    assertThat(TargetSpecs.print(target)).isEqualTo(named);
    assertThat(TargetSpecs.parse(TargetSpecs.print(target))).isEqualTo(target);
  }

  @Test
  void aVectorOfAFileIsThatOfJava(@TempDir Path folder) {
    String file = folder.resolve("v.npy").toString();
    FloatNdArray vector = NdArrays.vectorOf(1f, -2f);
    Npy.write(Path.of(file), vector);

    assertThat(TargetSpecs.parse("direction:vector=" + file + ",column=2,row=1,layer=a"))
        .isEqualTo(Target.direction("a", vector).withFile(file).withRow(1).withColumn(2));
  }

  @Test
  void aVectorOfJavaIsRefusedByName() {
    String text = TargetSpecs.print(Target.similarity("a", NdArrays.vectorOf(1f, 2f)));

    assertThat(text).isEqualTo("similarity:layer=a,vector=array[2]");
    assertThatThrownBy(() -> TargetSpecs.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'array[2]' is an array that was given in Java, so the text does not have its values.\n"
                + "Maybe save it with numpy.save, and write vector=FILE.npy.");
  }

  @Test
  void aVectorThatCannotBeComparedIsRefusedByItsFile(@TempDir Path folder) {
    Path file = folder.resolve("v.npy");
    Npy.write(file, NdArrays.vectorOf(1f, Float.POSITIVE_INFINITY));
    assertThatThrownBy(() -> TargetSpecs.parse("direction:layer=a,vector=" + file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The file '"
                + file
                + "' is not a vector for a layer. The vector of shape [2] is Infinity at index 1,"
                + " but must be finite.");
    Npy.write(file, NdArrays.vectorOf(0f, 0f));
    assertThatThrownBy(() -> TargetSpecs.parse("similarity:layer=a,vector=" + file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + file + "'")
        .hasMessageContaining("is zero everywhere");
  }

  @Test
  void targetsOfSeveralSamplesAreListed() {
    assertThat(TargetSpecs.print(Target.perSample(List.of(Target.top(), Target.classIndex(3)))))
        .isEqualTo("[top, 3]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pixel: | The target 'pixel' lacks the option 'row'.",
        "pixel:row=1,column=2,class=x | The option 'class' of the target 'pixel' is 'x', but must"
            + " be an integer.",
        "pixel:row=1,column=2,class=3,depth=4 | The target 'pixel' has no option 'depth'.",
        "pixel:row=-1,column=0,class=0 | The row (-1), the column (0) and the class index (0) must"
            + " not be negative.",
        "mask:class=1 | The target 'mask' lacks the option 'file'.",
        "mask:file=x.npy | The target 'mask' lacks the option 'class'.",
        "mask:file=x.npy,class=1,size=3 | The target 'mask' has no option 'size'.",
        "direction: | The target 'direction' lacks the option 'layer'.",
        "direction:layer=a | The target 'direction' lacks the option 'vector'.",
        "similarity:layer=a,vector=x.npy,over=max | The option 'over' of the target 'similarity' is"
            + " 'max', but must be one of [mean, sum].",
        "direction:layer=a,vector=x.npy,class=3 | The target 'direction' has no option 'class'.",
        "-1 | The class index (-1) must not be negative."
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertThatThrownBy(() -> TargetSpecs.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "top | false",
        "3 | false",
        "a label.npy | false",
        "mask | false",
        "label:mask:file=a.png,class=1 | false",
        "pixel:row=1,column=2,class=3 | false",
        "mask:file=a.png,class=1 | true",
        "mask: | true",
        "direction:layer=a,vector=v.npy | true",
        "similarity:layer=a,vector=v.npy | true"
      })
  void whatNamesAFileIsTold(String text, boolean namesFile) {
    assertThat(TargetSpecs.namesFile(text)).isEqualTo(namesFile);
  }
}
