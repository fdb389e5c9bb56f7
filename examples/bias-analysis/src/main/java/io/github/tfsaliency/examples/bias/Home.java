package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the embedded model and photographs lie: beside the launcher, or in the source tree when
 * started from there.
 */
final class Home {
  private static final String MODEL = "savedmodels/efficientnet-lite0";

  private Home() {}

  static Path model() {
    return find(MODEL, MODEL);
  }

  /** The classifier of planted garments. */
  static Path garmentModel() {
    return find("savedmodels/garments", "savedmodels/garments");
  }

  /** Classifiers of planted garments, of other architectures. */
  static Path garmentNetworks() {
    return find("savedmodels/garments-networks", "savedmodels/garments-networks");
  }

  /** Garments that the classifier did not see. */
  static Path garments() {
    return garmentFolder().resolve("test.png");
  }

  /** Garments to train other classifiers. */
  static Path trainGarments() {
    return garmentFolder().resolve("train.png");
  }

  /** The network of a table whose truth is known. */
  static Path tableModel() {
    return find("savedmodels/planted/table", "savedmodels/planted/table");
  }

  /** Rows of that table. */
  static Path table() {
    return find("planted", "examples/planted").resolve("table/rooms.csv");
  }

  private static Path garmentFolder() {
    return find("garments", "examples/garments");
  }

  /** The embedded photographs, by name. */
  static List<Path> photographs() {
    Path folder = find("photos", "examples/photos");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".png") || file.toString().endsWith(".jpg"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The embedded photographs in '%s' cannot be listed: %s.", folder, e), e);
    }
  }

  private static Path find(String installed, String inSources) {
    String home = System.getProperty("tfsaliency.home");
    if (home != null) {
      return Path.of(home).resolve(installed);
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path candidate = folder.resolve(inSources);
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    throw new SaliencyException(
        Message.of(
            "The embedded '%s' was not found above the working directory '%s'.\n"
                + "Maybe start bin/tf-saliency, or name files with options.",
            inSources, Path.of("").toAbsolutePath()));
  }
}
