package io.github.tfsaliency.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.gson.Gson;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A real model's export explains the files of photographs as the library does, one of them held in
 * all eight ways. With {@code EXPLANATIONS}, a folder, in the environment the export, the files and
 * their maps are kept in {@code encoded} there, for {@code check_encoded.py} to run them in Python.
 */
class EncodedParityTest {
  private static final double TOLERANCE = 1e-6;

  @TempDir private Path temporary;

  /**
   * What one file gave.
   *
   * @param file its name; its map lies beside it, with {@code .map} behind the name
   * @param score of what was explained
   * @param target what was explained
   */
  private record Case(String file, double score, long target) {}

  private static ImmutableMap<String, byte[]> files() throws IOException {
    ImmutableMap.Builder<String, byte[]> files = ImmutableMap.builder();
    for (String name :
        List.of(
            "astronaut.png",
            "camera.png",
            "chelsea.png",
            "china.jpg",
            "coffee.png",
            "flower.jpg",
            "rocket.jpg")) {
      files.put(name, PictureBytes.photo(name));
    }
    Picture china = Picture.read(PictureBytes.photo("china.jpg"));
    for (int orientation = 1; orientation <= 8; orientation++) {
      files.put("china-" + orientation + ".jpg", PictureBytes.held(china, orientation));
    }
    files.put("grey.jpg", PictureBytes.fixture("grey.jpg"));
    files.put("alpha.png", PictureBytes.fixture("alpha.png"));
    files.put("grey16.png", PictureBytes.fixture("grey16.png"));
    return files.buildOrThrow();
  }

  @Test
  void theMapOfAFileIsThatOfTheLibrary() throws IOException {
    Path folder =
        Optional.ofNullable(System.getenv("EXPLANATIONS"))
            .map(Path::of)
            .orElse(temporary)
            .resolve("encoded");
    List<Case> cases = new ArrayList<>();
    try (Model model = Model.load(References.model("efficientnet_lite0"))) {
      Saliency saliency = Saliency.of(model).method(Gradient.of()).target(Target.top());
      saliency.exportTarget(folder.resolve("fixed"));
      try (EncodedExport export = EncodedExport.of(saliency, folder.resolve("export"))) {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
          Attribution expected = saliency.compute(Picture.read(file.getValue()));
          cases.add(new Case(file.getKey(), expected.scores().get(0), expected.targets().get(0)));
          Files.write(folder.resolve(file.getKey()), file.getValue());
          write(folder.resolve(file.getKey() + ".map"), expected.values());

          EncodedExport.Answer answer = export.explain(file.getValue());

          assertThat(Maps.of(answer.maps().get(0), expected.values()).largestError())
              .as(file.getKey())
              .isLessThan(TOLERANCE);
          assertThat(answer.targets()).containsExactly(expected.targets().get(0));
          assertThat(Math.abs(answer.scores()[0] - expected.scores().get(0)))
              .isLessThan(TOLERANCE * (1 + Math.abs(expected.scores().get(0))));
        }
      }
    }
    Files.writeString(folder.resolve("files.json"), new Gson().toJson(cases));
  }

  private static void write(Path file, FloatNdArray values) throws IOException {
    float[] array = new float[Math.toIntExact(values.shape().size())];
    values.copyTo(DataBuffers.of(array, false, false));
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * array.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(array);
    Files.write(file, bytes.array());
  }
}
