import io.github.tfsaliency.Model;
import io.github.tfsaliency.Outcome;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Computes the maps of pictures in one process without Spark: what the cluster's must equal. */
final class PlainMaps {
  private PlainMaps() {}

  /** Model, method, folder of pictures, and where the maps go: without it only time is taken. */
  public static void main(String[] args) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(args[2]))) {
      files = all.sorted().toList();
    }
    try (Model model = Model.load(Path.of(args[0]))) {
      Saliency saliency = Saliency.of(model).method(MethodSpecs.parse(args[1]));
      long warm = saliency.computeAll(files.subList(0, 40)).count();
      long start = System.nanoTime();
      long good = saliency.computeAll(files).filter(outcome -> outcome.map().isPresent()).count();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT, "%d of %d files, after %d: %.2f s%n", good, files.size(), warm, seconds);
      if (args.length > 3) {
        write(saliency, files, Files.createDirectories(Path.of(args[3])));
      }
    }
  }

  private static void write(Saliency saliency, List<Path> files, Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files) {
      Outcome<Path> outcome = saliency.computeAll(List.of(file)).findFirst().orElseThrow();
      if (outcome.map().isPresent()) {
        Attribution map = outcome.map().get();
        Npy.write(folder.resolve(file.getFileName() + ".npy"), map.values());
        lines.add(file.getFileName() + "\t" + map.target() + "\t" + map.score());
      } else {
        lines.add(file.getFileName() + "\t\t");
      }
    }
    Files.write(folder.resolve("targets.tsv"), lines);
  }
}
