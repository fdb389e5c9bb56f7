package io.github.tfsaliency.benchmark;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;

/** The measured cells. */
final class Cells {
  private static final ImmutableList<String> MAIN =
      ImmutableList.of(
          "gradient",
          "rectified-gradient:percentile=98",
          "lrp:rule=epsilon",
          "lrp:rule=alpha-beta,alpha=2,beta=1",
          "lrp:rule=gamma",
          "deeplift");

  private static final ImmutableList<String> CONVOLUTIONAL =
      ImmutableList.of(
          Cell.PREDICT,
          "gradient",
          "input-x-gradient",
          "guided-backprop",
          "deconvnet",
          "rectified-gradient:threshold=0",
          "rectified-gradient:percentile=98",
          "lrp:rule=epsilon",
          "lrp:rule=z-plus",
          "lrp:composite=epsilon-plus",
          "lrp:composite=epsilon-alpha2-beta1",
          "lrp:rule=alpha-beta,alpha=2,beta=1",
          "lrp:rule=gamma",
          "deeplift",
          "grad-cam",
          "full-grad",
          "guided-grad-cam");

  private static final ImmutableList<String> OF_ATTENTION =
      ImmutableList.of(
          Cell.PREDICT,
          "gradient",
          "input-x-gradient",
          "guided-backprop",
          "rectified-gradient:threshold=0",
          "rectified-gradient:percentile=98",
          "lrp:rule=epsilon",
          "attention-rollout",
          "generic-attention",
          "cdam",
          "libra-grad");

  private static final ImmutableList<String> MANY_PASSES =
      ImmutableList.of(
          "integrated-gradients:steps=50",
          "smooth-grad:samples=50",
          "blur-ig:steps=50",
          "guided-ig:steps=50",
          "xrai:steps=10",
          "occlusion:window=32,stride=32",
          "rise:samples=100",
          "lime:samples=100");

  private Cells() {}

  /** A few, of the models that are there in every copy. */
  static ImmutableList<Cell> quick() {
    return Stream.of(
            cells(BenchmarkModels.EFFICIENTNET, 1, MAIN),
            cells(BenchmarkModels.SMALL_VIT, 1, List.of("gradient", "lrp:rule=epsilon")))
        .flatMap(List::stream)
        .collect(toImmutableList());
  }

  /** All methods of one pass. */
  static ImmutableList<Cell> full() {
    return Stream.of(
            cells(BenchmarkModels.EFFICIENTNET, 1, CONVOLUTIONAL),
            cells(BenchmarkModels.EFFICIENTNET, 8, CONVOLUTIONAL),
            cells(BenchmarkModels.VIT, 1, OF_ATTENTION),
            cells(BenchmarkModels.VIT, 8, OF_ATTENTION),
            cells(BenchmarkModels.VGG16, 1, MAIN),
            cells(BenchmarkModels.RESNET50, 1, MAIN),
            cells(BenchmarkModels.MOBILENET, 1, MAIN))
        .flatMap(List::stream)
        .collect(toImmutableList());
  }

  /** What takes so long that each measurement is one map. */
  static ImmutableList<Cell> manyPasses() {
    return cells(BenchmarkModels.EFFICIENTNET, 1, MANY_PASSES);
  }

  private static ImmutableList<Cell> cells(String model, int batch, List<String> methods) {
    return methods.stream()
        .map(method -> new Cell(model, batch, method))
        .collect(toImmutableList());
  }
}
