package io.github.tfsaliency.api;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import com.google.common.base.Splitter;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.support.References;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that forgot the native library of TensorFlow. */
class MissingNativesTest {
  private static final Pattern NATIVES = Pattern.compile("tensorflow-core-native-[\\d.]+-.*\\.jar");

  @TempDir private Path folder;

  /** The application. */
  static final class Application {
    private Application() {}

    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        try {
          Model.load(References.model("mlp")).close();
          System.out.println("loaded");
        } catch (SaliencyException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  private static String classPathWithoutNatives() {
    return Splitter.on(File.pathSeparator)
        .splitToStream(System.getProperty("java.class.path"))
        .filter(entry -> !NATIVES.matcher(new File(entry).getName()).matches())
        .collect(joining(File.pathSeparator));
  }

  private String said() throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    int status =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPathWithoutNatives(),
                Application.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start()
            .waitFor();
    assertThat(status).isZero();
    return contentOf(out.toFile());
  }

  @Test
  void itIsToldWhichDependencyItLacksEachTime() throws Exception {
    String platform = Loader.Detector.getPlatform();

    assertThat(said())
        .containsPattern(
            "(?s)(The native library of TensorFlow could not be loaded: .*\\nMaybe add the"
                + " dependency org.tensorflow:tensorflow-core-native:\\d+\\.\\d+\\.\\d+ with the"
                + " classifier "
                + platform
                + "; org.tensorflow:tensorflow-core-platform:\\d+\\.\\d+\\.\\d+ has the libraries"
                + " for all systems\\.\\n"
                + "){2}")
        .doesNotContain("\tat ");
  }
}
