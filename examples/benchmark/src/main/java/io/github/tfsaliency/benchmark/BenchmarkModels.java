package io.github.tfsaliency.benchmark;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the measured models lie. */
final class BenchmarkModels {
  static final String EFFICIENTNET = "efficientnet-lite0";
  static final String SMALL_VIT = "garments-vit";
  static final String VGG16 = "vgg16";
  static final String RESNET50 = "resnet50";
  static final String MOBILENET = "mobilenetv3";
  static final String VIT = "vit-s16";

  /** Takes pictures of any size. */
  static final String ANY_SIZE = "resnet50-any-size";

  /** A gigabyte. */
  static final String LARGE = "vgg16-wide";

  /** Those that {@code savedmodels/make_benchmark_models.py} writes. */
  static final ImmutableList<String> MADE =
      ImmutableList.of(VGG16, RESNET50, MOBILENET, VIT, ANY_SIZE, LARGE);

  static final String FOLDER = "tfsaliency.benchmark.models";

  private static final String HOME = "tfsaliency.home";

  private BenchmarkModels() {}

  /** The folder of a model, which may not be there. */
  static Path folder(String model) {
    return MADE.contains(model)
        ? Path.of(System.getProperty(FOLDER, "benchmark-models")).resolve(model)
        : home().resolve("savedmodels").resolve(model);
  }

  /** The launcher's folder. */
  static Path home() {
    return Path.of(System.getProperty(HOME, "."));
  }

  static boolean isThere(String model) {
    return Files.isDirectory(folder(model));
  }

  /** The size of its files. */
  static double mebibytes(String model) throws IOException {
    try (Stream<Path> files = Files.walk(folder(model))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum()
          / (double) (1 << 20);
    }
  }

  /** What a process that measures is started with, to find the same models. */
  static ImmutableList<String> properties() {
    return ImmutableList.of(
        "-D" + FOLDER + "=" + System.getProperty(FOLDER), "-D" + HOME + "=" + home());
  }
}
