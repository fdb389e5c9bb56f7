package io.github.tfsaliency.examples.network;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.part.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whether the planted truth is the same in networks of other architectures. */
public final class NetworksChapter implements Chapter<NetworksPage> {
  private final Path folder;
  private final ImmutableList<Part<NetworkResult>> parts;
  private final ProbeExtent extent;
  private final long seed;

  /**
   * The chapter on networks.
   *
   * @param folder a SavedModel for each, which was trained on planted garments
   * @param sheet garments that they did not see
   * @param extent how much is computed
   * @param seed of places, backgrounds and intervals
   */
  public NetworksChapter(Path folder, Path sheet, ProbeExtent extent, long seed) {
    this.folder = folder;
    this.parts =
        extent.networks().stream()
            .map(network -> NetworkPart.of(network, folder, sheet, extent, seed))
            .collect(toImmutableList());
    this.extent = extent;
    this.seed = seed;
  }

  @Override
  public List<Part<NetworkResult>> parts() {
    return parts;
  }

  @Override
  public Map<String, String> circumstances() {
    return Network.sums(extent.networks(), folder);
  }

  @Override
  public NetworksPage results(Finished finished) {
    ImmutableList<NetworkResult> results = finished.all(parts);
    return new NetworksPage(extent, seed, NetworkCurves.all(extent, results, seed), results);
  }

  @Override
  public String page(NetworksPage page) {
    return Page.render("networks.jte", page);
  }

  @Override
  public List<Figure> figures(NetworksPage page) {
    ImmutableList.Builder<Figure> figures = ImmutableList.builder();
    for (int i = 0; i < extent.networks().size(); i++) {
      for (NetworkResult.Accuracy accuracy : page.results().get(i).accuracies()) {
        figures.add(
            Figure.line("networks.accuracies")
                .with("network", extent.networks().get(i).id())
                .with("brightness", accuracy.brightness())
                .with("planted", accuracy.planted())
                .with("removed", accuracy.removed()));
      }
      figures.addAll(page.networks().get(i).figures("network"));
    }
    return figures.build();
  }
}
