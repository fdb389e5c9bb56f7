package io.github.tfsaliency.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import com.google.gson.Gson;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Maps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Exported explanations of directions and similarities give what {@code compute} gives. With {@code
 * EXPLANATIONS}, a folder, in the environment they are kept there, for {@code check_export.py} to
 * run them in Python.
 */
class DirectionExportsTest {
  private static final Optional<Path> EXPORTS =
      Optional.ofNullable(System.getenv("EXPLANATIONS")).map(Path::of);
  private static final double TOLERANCE = 1e-6;

  @TempDir private Path folder;

  /** What one method gave, in the words of {@code check_export.py}. */
  private record Case(
      String folder,
      List<Long> input,
      String method,
      boolean singlePass,
      List<Long> targets,
      List<Long> explained,
      List<Double> scores,
      List<Long> map,
      double tolerance) {}

  @ParameterizedTest
  @ValueSource(strings = {"pictures", "half"})
  void exportsGiveTheMapOfJava(String name) throws IOException {
    Cases files = Cases.of("directions");
    FloatNdArray x = files.array(name + "_x");
    Path exports = Files.createDirectories(EXPORTS.orElse(folder).resolve("directions of " + name));
    write(exports.resolve("input"), x);
    List<Case> cases = new ArrayList<>();
    try (Model model = files.named(name).load()) {
      for (Target target : targets(files, name)) {
        for (AttributionMethod method :
            List.of(Gradient.of(), InputXGradient.of(), IntegratedGradients.of().withSteps(5))) {
          Path export = exports.resolve("at_" + cases.size());
          Saliency saliency = Saliency.of(model).method(method).target(target);
          Attribution alone = saliency.memory(1).compute(x);
          Attribution together = saliency.compute(x);
          saliency.export(export);
          write(export.resolveSibling(export.getFileName() + ".alone"), alone.values());
          write(export.resolveSibling(export.getFileName() + ".together"), together.values());
          cases.add(written(export, method, x, alone));

          assertThat(error(export, x, together)).as("%s", method).isLessThan(TOLERANCE);
        }
      }
    }
    Files.writeString(exports.resolve("cases.json"), new Gson().toJson(cases));
  }

  private static ImmutableList<Target> targets(Cases files, String name) {
    FloatNdArray channels = files.array(name + "_channels");
    return ImmutableList.of(
        Target.direction("layer", channels),
        Target.similarity("layer", channels),
        Target.similarity("layer", files.array(name + "_whole")));
  }

  private static Case written(
      Path export, AttributionMethod method, FloatNdArray x, Attribution map) {
    return new Case(
        export.getFileName().toString(),
        Longs.asList(x.shape().asArray()),
        MethodSpecs.print(method),
        method instanceof SinglePassMethod,
        map.targets().asList(),
        map.targets().asList(),
        map.scores().asList(),
        Longs.asList(map.values().shape().asArray()),
        TOLERANCE);
  }

  private static double error(Path export, FloatNdArray x, Attribution expected) {
    try (Model exported = Model.load(export)) {
      Attribution map = exported.explanation().orElseThrow().compute(x, Target.top());
      return Maps.of(map.values(), expected.values()).largestError();
    }
  }

  private static void write(Path file, FloatNdArray values) throws IOException {
    float[] array = Maps.array(values);
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * array.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(array);
    Files.write(file, bytes.array());
  }
}
