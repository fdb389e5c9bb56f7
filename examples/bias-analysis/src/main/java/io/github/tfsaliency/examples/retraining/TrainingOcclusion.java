package io.github.tfsaliency.examples.retraining;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.training.Classifier;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.examples.training.SideBySide;
import io.github.tfsaliency.examples.training.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lays the same patch of random colours on the upper left corner of all pictures and trains on
 * them: the patch says nothing of the class, and the classifier could learn that.
 *
 * <p>Source: Kim, Seo, Jeon, Koo, Choe and Jeon, <i>Why are Saliency Maps Noisy? Cause of and
 * Solution to Noisy Saliency Maps</i>, ICCV Workshops 2019, <a
 * href="https://arxiv.org/abs/1902.04893">arXiv:1902.04893</a>; Brocki and Chung, <i>Input Bias in
 * Rectified Gradients and Modified Saliency Maps</i>, 2020, <a
 * href="https://arxiv.org/abs/2011.05002">arXiv:2011.05002</a>: a patch of 10 x 10 pixels, of which
 * the inner 8 x 8 are looked at.
 */
final class TrainingOcclusion implements Part<OcclusionResult> {
  /** Height and width of the patch in pixels. */
  static final int PATCH = 10;

  /** Height and width of the corner: farther from the edge of the patch, where something is. */
  static final int CORNER = 8;

  private final String data;
  private final List<RankingMethod> methods;
  private final Supplier<Pictures> pictures;
  private final RetrainingPlan plan;

  TrainingOcclusion(
      String data, List<RankingMethod> methods, Supplier<Pictures> pictures, RetrainingPlan plan) {
    this.data = data;
    this.methods = List.copyOf(methods);
    this.pictures = pictures;
    this.plan = plan;
  }

  private record Settings(String data, List<String> methods, RetrainingPlan plan) {}

  private record Opened(Model model, double accuracy) {}

  @Override
  public String name() {
    return "training-occlusion";
  }

  @Override
  public Object settings() {
    return new Settings(data, methods.stream().map(RankingMethod::spec).toList(), plan);
  }

  @Override
  public Class<OcclusionResult> result() {
    return OcclusionResult.class;
  }

  @Override
  public int steps() {
    return plan.repeats() * (1 + methods.size());
  }

  @Override
  public OcclusionResult run(Consumer<String> beforeEachStep) {
    List<Trained> patched = new ArrayList<>();
    List<Trained> plain = new ArrayList<>();
    for (int repeat = 0; repeat < plan.repeats(); repeat++) {
      beforeEachStep.accept("a patch on all pictures");
      compare(plan.seed() + repeat, patched, plain, beforeEachStep);
    }
    List<OcclusionResult.MethodShares> shares = new ArrayList<>();
    for (int i = 0; i < methods.size(); i++) {
      shares.add(
          new OcclusionResult.MethodShares(
              methods.get(i).title(), shares(patched, i), shares(plain, i)));
    }
    return new OcclusionResult(
        patched.stream().map(Trained::accuracy).toList(),
        plain.stream().map(Trained::accuracy).toList(),
        area(pictures.get().test()),
        shares);
  }

  /** What one network shows, by method. */
  private record Trained(double accuracy, List<Shares> shares) {}

  private record Shares(double absolute, double positive) {}

  private static OcclusionResult.CornerShares shares(List<Trained> networks, int method) {
    return new OcclusionResult.CornerShares(
        networks.stream().map(network -> network.shares().get(method).absolute()).toList(),
        networks.stream().map(network -> network.shares().get(method).positive()).toList());
  }

  private void compare(
      long seed, List<Trained> patched, List<Trained> plain, Consumer<String> beforeEachStep) {
    float[] patch = patch(pictures.get().train(), seed);
    Pictures without = pictures.get();
    Pictures with =
        new Pictures(withPatch(without.train(), patch), withPatch(without.test(), patch));
    // Also what one training leaves if the other one fails.
    Queue<ExplainedModel> opened = new ConcurrentLinkedQueue<>();
    try {
      List<Opened> networks =
          SideBySide.run(
              List.of(() -> train(with, seed, opened), () -> train(without, seed, opened)));
      List<Shares> patchedShares = new ArrayList<>();
      List<Shares> plainShares = new ArrayList<>();
      for (RankingMethod method : methods) {
        beforeEachStep.accept("patch " + method.title());
        patchedShares.add(shares(method, networks.get(0).model(), with.test()));
        plainShares.add(shares(method, networks.get(1).model(), without.test()));
      }
      patched.add(new Trained(networks.get(0).accuracy(), patchedShares));
      plain.add(new Trained(networks.get(1).accuracy(), plainShares));
    } finally {
      opened.forEach(ExplainedModel::close);
    }
  }

  private static float[] patch(Dataset data, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] patch = new float[PATCH * PATCH * Math.toIntExact(data.pictureShape().get(2))];
    for (int i = 0; i < patch.length; i++) {
      patch[i] = (float) random.nextDouble();
    }
    return patch;
  }

  /** The same pictures under a patch. */
  static Dataset withPatch(Dataset data, float[] patch) {
    int height = Math.toIntExact(data.pictureShape().get(0));
    int row = Math.toIntExact(data.pictureShape().tail().size());
    float[] values = data.copyOfValues();
    for (int i = 0; i < data.size(); i++) {
      for (int y = 0; y < PATCH; y++) {
        System.arraycopy(
            patch, y * patch.length / PATCH, values, (i * height + y) * row, patch.length / PATCH);
      }
    }
    return data.withValues(values);
  }

  private Opened train(Pictures some, long seed, Queue<ExplainedModel> opened) {
    try (Classifier classifier = Classifier.train(some.train(), Training.of(plan.epochs(), seed))) {
      ExplainedModel saved = ExplainedModel.of(classifier);
      opened.add(saved);
      return new Opened(saved.model(), classifier.accuracy(some.test()));
    }
  }

  private static double area(Dataset data) {
    return CORNER * CORNER / (double) (data.pictureShape().get(0) * data.pictureShape().get(1));
  }

  private Shares shares(RankingMethod method, Model model, Dataset test) {
    float[] maps = Ranking.of(method, () -> model, plan.seed()).maps(test);
    int size = maps.length / test.size();
    double[] absolute = new double[test.size()];
    double[] positive = new double[test.size()];
    for (int i = 0; i < test.size(); i++) {
      float[] magnitudes = new float[size];
      float[] supports = new float[size];
      for (int k = 0; k < size; k++) {
        magnitudes[k] = Math.abs(maps[i * size + k]);
        supports[k] = Math.max(0, maps[i * size + k]);
      }
      absolute[i] = shareInCorner(magnitudes, test);
      positive[i] = shareInCorner(supports, test);
    }
    return new Shares(meanOfDefined(absolute), meanOfDefined(positive));
  }

  private static double meanOfDefined(double[] shares) {
    return Arrays.stream(shares).filter(share -> !Double.isNaN(share)).average().orElse(Double.NaN);
  }

  /** NaN if all is zero. */
  private static double shareInCorner(float[] values, Dataset data) {
    int width = Math.toIntExact(data.pictureShape().get(1));
    int channels = Math.toIntExact(data.pictureShape().get(2));
    double corner = 0;
    double all = 0;
    for (int k = 0; k < values.length; k++) {
      int pixel = k / channels;
      all += values[k];
      corner += pixel / width < CORNER && pixel % width < CORNER ? values[k] : 0;
    }
    return corner / all;
  }
}
