package io.github.tfsaliency.examples.retraining;

import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.training.Classifier;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.examples.training.SideBySide;
import io.github.tfsaliency.examples.training.Training;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Removes, or keeps alone, what a ranking calls relevant in all pictures, and trains anew.
 *
 * <p>Source: Hooker, Erhan, Kindermans and Kim, <i>A Benchmark for Interpretability Methods in Deep
 * Neural Networks</i>, NeurIPS 2019, <a href="https://arxiv.org/abs/1806.10758">arXiv:1806.10758
 * </a>. That where pixels were removed tells the class, too, is from Rong, Leemann, Borisov,
 * Kasneci and Kasneci, <i>A Consistent and Efficient Evaluation Strategy for Attribution
 * Methods</i>, ICML 2022, <a href="https://arxiv.org/abs/2202.00449">arXiv:2202.00449</a>; hence
 * {@link Experiment#MASK}.
 */
final class Retraining implements Part<RetrainingResult> {
  private final String data;
  private final RankingMethod method;
  private final Ranking ranking;
  private final Supplier<Pictures> pictures;
  private final RetrainingPlan plan;

  /**
   * One method.
   *
   * @param data what the pictures are, for the settings
   * @param method whose title, name and settings these are
   * @param ranking its maps
   * @param pictures read when they are needed
   * @param plan how much is done
   */
  Retraining(
      String data,
      RankingMethod method,
      Ranking ranking,
      Supplier<Pictures> pictures,
      RetrainingPlan plan) {
    this.data = data;
    this.method = method;
    this.ranking = ranking;
    this.pictures = pictures;
    this.plan = plan;
  }

  private record Settings(String data, String method, RetrainingPlan plan) {}

  /** What one or several classifiers, of different seeds, learn. */
  private record Change(Experiment experiment, double fraction) {}

  @Override
  public String name() {
    return "retraining-" + method.name();
  }

  @Override
  public Object settings() {
    return new Settings(data, method.spec(), plan);
  }

  @Override
  public Class<RetrainingResult> result() {
    return RetrainingResult.class;
  }

  @Override
  public int steps() {
    return 1 + changes().size() * plan.repeats();
  }

  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (Experiment experiment : Experiment.values()) {
      List<Double> fractions =
          experiment == Experiment.MASK ? plan.maskFractions() : plan.fractions();
      fractions.forEach(fraction -> changes.add(new Change(experiment, fraction)));
    }
    return changes;
  }

  @Override
  public RetrainingResult run(Consumer<String> beforeEachStep) {
    beforeEachStep.accept(method.title());
    Dataset train = pictures.get().train();
    Dataset test = pictures.get().test();
    List<PixelOrder> trainOrders = orders(train);
    List<PixelOrder> testOrders = orders(test);
    Replacement replacement = Replacement.byMeanOf(train);
    List<Supplier<Double>> trainings = new ArrayList<>();
    for (Change change : changes()) {
      for (int repeat = 0; repeat < plan.repeats(); repeat++) {
        Training training = Training.of(plan.epochs(), plan.seed() + repeat);
        trainings.add(
            () -> {
              announce(change, beforeEachStep);
              return accuracy(
                  replacement.in(train, trainOrders, change.experiment(), change.fraction()),
                  replacement.in(test, testOrders, change.experiment(), change.fraction()),
                  training);
            });
      }
    }
    return new RetrainingResult(
        method.title(),
        zeros(trainOrders, testOrders, train),
        retrained(SideBySide.run(trainings)));
  }

  /** One after the other, though the trainings are side by side. */
  private synchronized void announce(Change change, Consumer<String> beforeEachStep) {
    beforeEachStep.accept(
        Message.of("%s %s %.0f %%", method.title(), change.experiment(), 100 * change.fraction()));
  }

  static double accuracy(Dataset train, Dataset test, Training training) {
    try (Classifier classifier = Classifier.train(train, training)) {
      return classifier.accuracy(test);
    }
  }

  private List<PixelOrder> orders(Dataset data) {
    return PixelOrder.ofMagnitudes(ranking.maps(data), data, plan.seed());
  }

  private static double zeros(List<PixelOrder> train, List<PixelOrder> test, Dataset data) {
    long zeros = 0;
    for (PixelOrder order : train) {
      zeros += order.zeros();
    }
    for (PixelOrder order : test) {
      zeros += order.zeros();
    }
    long pixels = data.pictureShape().get(0) * data.pictureShape().get(1);
    return zeros / (double) (pixels * (train.size() + test.size()));
  }

  private List<RetrainingResult.Retrained> retrained(List<Double> accuracies) {
    List<Change> changes = changes();
    return IntStream.range(0, changes.size())
        .mapToObj(
            i ->
                new RetrainingResult.Retrained(
                    changes.get(i).experiment(),
                    changes.get(i).fraction(),
                    accuracies.subList(i * plan.repeats(), (i + 1) * plan.repeats())))
        .toList();
  }
}
