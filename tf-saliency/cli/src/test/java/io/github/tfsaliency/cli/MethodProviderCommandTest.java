package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.tfsaliency.cli.support.ChildRun;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.spec.MethodProvider;
import io.github.tfsaliency.spec.SpecRow;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** What a jar on the class path names can be named on the command line. */
@ExtendWith(Surroundings.class)
class MethodProviderCommandTest {
  private static final String VGG = "../core/src/test/resources/models/vgg";

  @TempDir Path folder;

  /** Other names for what the library has. */
  public static final class OtherNames implements MethodProvider {
    @Override
    public List<SpecRow<? extends AttributionMethod>> methods() {
      return List.of(SpecRow.of("slope", "the gradient by another name", Gradient.of()));
    }

    @Override
    public List<SpecRow<? extends GradientRule>> rules() {
      return List.of(SpecRow.of("even", "the flat rule by another name", new Flat()));
    }
  }

  private int run(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder child = ChildRun.of(List.of(), List.of(), arguments);
    int classPath = child.command().indexOf("-cp") + 1;
    child.command().set(classPath, folder + File.pathSeparator + child.command().get(classPath));
    return child
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start()
        .waitFor();
  }

  private void provide(Class<?> provider) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(MethodProvider.class.getName()), provider.getName());
  }

  @Test
  void itsMethodsAndRulesAreComputed() throws Exception {
    provide(OtherNames.class);
    Path input = folder.resolve("in.npy");
    FloatNdArray values = NdArrays.ofFloats(Shape.of(1, 32, 32, 3));
    values.scalars().forEachIndexed((at, value) -> value.setFloat((at[1] * 7 + at[2]) % 5 / 5f));
    Npy.write(input, values);
    Path out = folder.resolve("maps");

    int exit =
        run(
            "explain",
            "--model",
            VGG,
            "--input",
            input.toString(),
            "--target",
            "1",
            "--method",
            "slope",
            "gradient",
            "lrp:rule=even",
            "lrp:rule=flat",
            "smooth-grad:samples=2,inner=slope",
            "smooth-grad:samples=2",
            "--out",
            out.toString());

    assertThat(exit).as(Files.readString(folder.resolve("err"))).isZero();
    List<FloatNdArray> maps =
        JsonParser.parseString(Files.readString(out.resolve("summary.json")))
            .getAsJsonArray()
            .asList()
            .stream()
            .map(JsonElement::getAsJsonObject)
            .map(map -> Npy.read(out.resolve(map.get("npy").getAsString())))
            .toList();
    assertThat(maps.get(0)).isEqualTo(maps.get(1));
    assertThat(maps.get(2)).isEqualTo(maps.get(3)).isNotEqualTo(maps.get(0));
    assertThat(maps.get(4)).isEqualTo(maps.get(5)).isNotEqualTo(maps.get(0));
  }

  @Test
  void itsMethodsAreListed() throws Exception {
    provide(OtherNames.class);

    assertThat(run("methods")).isZero();
    assertThat(Files.readString(folder.resolve("out")))
        .contains("|z-box (low=,high=)|even,products=")
        .contains("slope                  cost")
        .contains("    the gradient by another name");
  }

  /** Gives a name that the library has. */
  public static final class SameName implements MethodProvider {
    @Override
    public List<SpecRow<? extends AttributionMethod>> methods() {
      return List.of(SpecRow.of("gradient", "another", InputXGradient.of()));
    }
  }

  @Test
  void aNameThatExistsAlreadyIsAnError() throws Exception {
    provide(SameName.class);

    assertThat(run("methods")).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("err")))
        .startsWith(
            "The method 'gradient' is given by tf-saliency and by "
                + SameName.class.getName()
                + ".");
  }
}
