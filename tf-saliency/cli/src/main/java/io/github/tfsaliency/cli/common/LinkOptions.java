package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.ModelLoader;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where links in the model's folder may lead. */
public final class LinkOptions {
  @Option(
      names = "--links-within",
      paramLabel = "DIR",
      description =
          "A folder that links in the model's folder may lead into, such as 'blobs' in a hub's"
              + " cache; repeat the option for several folders. By default links that leave the"
              + " model's folder are refused.")
  private List<Path> roots = List.of();

  /**
   * Allows what was given.
   *
   * @param loader of a model
   * @return one that lets links lead into the folders named
   */
  public ModelLoader allowedFor(ModelLoader loader) {
    ModelLoader allowing = loader;
    for (Path root : roots) {
      allowing = allowing.linksWithin(root);
    }
    return allowing;
  }
}
