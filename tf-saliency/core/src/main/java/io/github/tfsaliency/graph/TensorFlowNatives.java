package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;

/**
 * The native half of TensorFlow Java, which an application adds for the systems that it runs on.
 */
public final class TensorFlowNatives {
  /** Those that TensorFlow Java is published for. */
  private static final ImmutableList<String> PLATFORMS =
      ImmutableList.of("linux-x86_64", "linux-arm64", "macosx-arm64", "windows-x86_64");

  private TensorFlowNatives() {}

  /**
   * Loads it, if it is not loaded yet.
   *
   * @throws SaliencyException if it is missing or cannot be loaded, with the dependency to add
   */
  public static void require() {
    try {
      TensorFlow.version();
    } catch (LinkageError e) {
      throw new SaliencyException(message(Loader.Detector.getPlatform(), e), e);
    }
  }

  static String message(String platform, LinkageError failure) {
    String version = version();
    if (!PLATFORMS.contains(platform)) {
      return Message.of(
          "TensorFlow Java %s has no native library for this system, %s: %s.\n"
              + "Maybe run on a supported system: %s.",
          version, platform, Message.reason(failure), Message.part(String.join(", ", PLATFORMS)));
    }
    return Message.of(
        "The native library of TensorFlow could not be loaded: %s.\n"
            + "Maybe add the dependency org.tensorflow:tensorflow-core-native:%s with the"
            + " classifier %s; org.tensorflow:tensorflow-core-platform:%s has the libraries for all"
            + " systems.",
        Message.reason(failure), version, platform, version);
  }

  private static String version() {
    try (InputStream in = TensorFlowNatives.class.getResourceAsStream("natives.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
